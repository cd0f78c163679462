package dev.slotwright.redis.mover;

import dev.slotwright.cluster.SlotSet;
import dev.slotwright.redis.Fields;
import dev.slotwright.redis.InfoParser;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Whether what the servers send fits into the target. Redis takes a task's keys beyond its
 * maxmemory and evicts when it owns them: then they are lost, so the task has to be ended before.
 */
final class TargetRoom {
  private static final long EVERY_NANOS = Duration.ofMillis(100).toNanos();

  private final Pair pair;
  private long askedAt = System.nanoTime() - EVERY_NANOS;
  private long evicted = -1;

  TargetRoom(Pair pair) {
    this.pair = pair;
  }

  /**
   * Before a task: by the share that the slots have now of the source's keys, for what the order
   * knows of their bytes may be old.
   *
   * @throws MoveFailure when they would not fit
   */
  void requireFor(SlotSet slots) {
    if (memory(pair.target()).count("maxmemory") > 0) {
      HeadRoom.require(pair.target(), bytes(slots), true);
    }
  }

  private long bytes(SlotSet slots) {
    long all = pair.source().call("DBSIZE").number();
    List<Answer> counts = pair.source().ask(slots.stream().mapToObj(SetSlot::count).toList());
    long keys = counts.stream().mapToLong(count -> count.orThrow().number()).sum();
    double dataset = memory(pair.source()).count("used_memory_dataset");
    return all == 0 ? 0 : Math.round(dataset * keys / all);
  }

  private static Fields memory(NodeLine node) {
    return InfoParser.parse(node.call("INFO", "memory").text());
  }

  /**
   * During a task, asking ten times a second at most: why it must not get its slots; empty while it
   * may.
   */
  Optional<MoveFailure> exceeded() {
    if (System.nanoTime() - askedAt < EVERY_NANOS) {
      return Optional.empty();
    }
    askedAt = System.nanoTime();
    try {
      requireNothingEvicted();
      HeadRoom.require(pair.target(), 0, false);
      return Optional.empty();
    } catch (MoveFailure e) {
      return Optional.of(e);
    }
  }

  /** What the target had evicted before the first look is not this task's doing. */
  private void requireNothingEvicted() {
    String statistics = pair.target().call("INFO", "stats").text();
    long now = InfoParser.parse(statistics).count("evicted_keys");
    if (evicted >= 0 && now > evicted) {
      throw MoveFailure.targetFull(
          ("the target %s evicts keys (%d since the last look): raise its maxmemory, or move less"
                  + " onto it")
              .formatted(pair.target().address(), now - evicted));
    }
    evicted = now;
  }
}
