package dev.slotwright.redis;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * How long a change that spreads by gossip is waited for.
 *
 * @param limit in total
 */
record Patience(Duration limit) {
  private static final Duration PAUSE = Duration.ofMillis(50);

  /** Whether {@code condition} held before the limit; asked at least once. */
  boolean until(BooleanSupplier condition) {
    long deadline = System.nanoTime() + limit.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline || Thread.currentThread().isInterrupted()) {
        return false;
      }
      LockSupport.parkNanos(PAUSE.toNanos());
    }
    return true;
  }
}
