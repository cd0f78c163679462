package dev.slotwright.redis.mover;

import dev.slotwright.cluster.Address;
import dev.slotwright.redis.Request;
import dev.slotwright.redis.Requests;
import dev.slotwright.world.redis.ClusterNode;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** Does something once, on the mover's thread, just before it sends a command that looks so. */
final class Moment implements LineWatch {
  private record Armed(Pattern command, ClusterNode node, Runnable action) {}

  private final CountDownLatch come = new CountDownLatch(1);
  private Armed armed;
  private int left;

  /**
   * Before the {@code nth} pipeline to {@code node} with a command that begins like this.
   *
   * @param command a regular expression
   */
  synchronized void before(int nth, String command, ClusterNode node, Runnable action) {
    left = nth;
    armed = new Armed(Pattern.compile(command), node, action);
  }

  /** Whether it has come; waits for it no longer than this. */
  boolean hasCome() {
    try {
      return come.await(30, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Override
  public void before(Address address, List<Request> requests) {
    Armed due = due(address, requests);
    if (due != null) {
      due.action().run();
      come.countDown();
    }
  }

  private synchronized Armed due(Address address, List<Request> requests) {
    Armed waiting = armed;
    if (waiting == null
        || !address.host().equals(waiting.node().address())
        || requests.stream().noneMatch(r -> waiting.command().matcher(Requests.text(r)).lookingAt())
        || --left > 0) {
      return null;
    }
    armed = null;
    return waiting;
  }
}
