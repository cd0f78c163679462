package dev.slotwright.redis.mover;

import java.time.Duration;

/** Waits that end at once when the mover is closed. */
final class Waiting {
  static final Duration SHORTEST = Duration.ofMillis(20);
  private static final Duration LONGEST = Duration.ofMillis(500);

  private Waiting() {}

  /** The next pause of somebody who tries again. */
  static Duration longer(Duration pause) {
    Duration twice = pause.multipliedBy(2);
    return twice.compareTo(LONGEST) > 0 ? LONGEST : twice;
  }

  static void pause(Duration time) {
    try {
      Thread.sleep(time);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw MoveFailure.passing("the mover was closed", e);
    }
  }

  /** The same failure when the thread was interrupted while a reply was awaited. */
  static void checkInterrupted() {
    if (Thread.currentThread().isInterrupted()) {
      throw MoveFailure.passing("the mover was closed", null);
    }
  }
}
