package dev.slotwright.redis.mover;

import java.time.Duration;

/** Waits that end at once when the mover is closed. */
final class Waiting {
  private Waiting() {}

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
