package dev.slotwright.redis.mover;

import dev.slotwright.cluster.SlotSet;
import dev.slotwright.control.RefusedException;
import dev.slotwright.control.UnreachableException;
import dev.slotwright.redis.Request;
import java.time.Duration;
import java.util.List;

/**
 * How long a writer waits at a source: the hand-over holds back all writes of the node, the fork
 * all commands. Asks PFCOUNT of a key that there is not, again and again: it changes nothing, but
 * servers hold it back like a write.
 */
final class WriteProbe implements AutoCloseable {
  private static final Duration INTERVAL = Duration.ofMillis(5);
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final NodeLine line;
  private final MoveProgress progress;
  private final Request question;
  private final Thread thread;
  private volatile boolean stopped;
  private volatile double longestMillis;

  /**
   * @param line of the probe's own, closed with it
   * @param staying slots that the source keeps; empty when it is drained
   */
  WriteProbe(NodeLine line, SlotSet staying, SlotSet moving, MoveProgress progress) {
    int slot = (staying.isEmpty() ? moving : staying).stream().findFirst().orElseThrow();
    this.line = line;
    this.progress = progress;
    this.question = Request.of("PFCOUNT", "slotwright:probe:{" + KeySlot.tagOf(slot) + "}");
    this.thread = Thread.ofVirtual().name("write-probe").start(this::run);
  }

  double longestMillis() {
    return longestMillis;
  }

  private void run() {
    try {
      line.ask(List.of(question), LIMIT); // opens the connection
      while (!stopped) {
        long before = System.nanoTime();
        Answer answer = line.ask(List.of(question), LIMIT).getFirst();
        double millis = (System.nanoTime() - before) / 1e6;
        longestMillis = Math.max(longestMillis, millis);
        progress.probed(millis);
        if (answer.error().startsWith("MOVED")) {
          return;
        }
        Thread.sleep(INTERVAL);
      }
    } catch (RefusedException | UnreachableException | InterruptedException noMore) {
      // What was seen so far stands: a lost source shows where the task is followed.
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    stopped = true;
    try {
      thread.join(Duration.ofSeconds(1));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    line.close();
  }
}
