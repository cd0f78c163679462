package dev.slotwright.redis.mover;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * How far copies of keys on both ends have been compared, which takes minutes where a key is very
 * large. Each page beyond the furthest of a key so far is progress; one that is read again, because
 * the comparison was begun anew, is not.
 */
final class Comparison {
  /** What an order that is stopped gives each key: enough for some GiB. */
  private static final Duration AFTER_STOP = Duration.ofSeconds(5);

  private final BooleanSupplier stopping;
  private Key key;
  private long beganAt;
  private long page;
  private long furthest;
  private long pages;

  Comparison(BooleanSupplier stopping) {
    this.stopping = stopping;
  }

  /** Pages of all keys, none of them twice. */
  long pages() {
    return pages;
  }

  /**
   * Whether both ends have the same under the key.
   *
   * @throws MoveFailure when the order is stopped and the key is too large to be compared soon
   */
  boolean equal(Key compared, BothEnds ends) {
    if (!compared.equals(key)) {
      key = compared;
      furthest = 0;
    }
    page = 0;
    beganAt = System.nanoTime();
    return ends.equal(compared, this::page);
  }

  private void page() {
    Waiting.checkInterrupted();
    if (stopping.getAsBoolean() && System.nanoTime() - beganAt > AFTER_STOP.toNanos()) {
      throw MoveFailure.passingOfSlot(
          key.slot(),
          ("key %s of slot %d is on both ends, and the order was stopped before its copies were"
                  + " compared; a repair compares them")
              .formatted(key, key.slot()));
    }
    page++;
    if (page > furthest) {
      furthest = page;
      pages++;
    }
  }
}
