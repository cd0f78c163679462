package dev.slotwright.redis.mover;

import java.time.Duration;

/**
 * How much is migrated in one go, so that the source is blocked no longer than the pause budget:
 * doubles until the first over-run, then grows by a fixed step while there is room and halves on
 * each over-run (as TCP does).
 *
 * <p>Example: budget 5 ms. 16 keys took 0.4 ms: 32. ... 512 keys took 5.3 ms: 256, then 272.
 */
final class BatchSize {
  private static final int KEY_STEP = 16;
  private static final int MOST_KEYS = 4096;
  private static final long BYTE_STEP = 64 << 10;
  private static final long MOST_BYTES = 32 << 20;

  /** Above this share of the budget there is no growth: the next step could over-run it. */
  private static final double ROOM = 0.75;

  private long budgetNanos;
  private int keys = KEY_STEP;
  private long bytes = BYTE_STEP;
  private boolean starting = true;

  BatchSize(Duration pauseBudget) {
    this.budgetNanos = pauseBudget.toNanos();
  }

  void budget(Duration pauseBudget) {
    budgetNanos = pauseBudget.toNanos();
  }

  int keys() {
    return keys;
  }

  long bytes() {
    return bytes;
  }

  /**
   * Learns from a batch.
   *
   * @param filled whether it was as large as it was allowed to be; a smaller one proves nothing
   */
  void took(long nanos, boolean filled) {
    if (nanos > budgetNanos) {
      keys = Math.max(1, keys / 2);
      bytes = Math.max(1 << 10, bytes / 2);
      starting = false;
    } else if (filled && starting && nanos < budgetNanos / 2) {
      keys = Math.min(MOST_KEYS, keys * 2);
      bytes = Math.min(MOST_BYTES, bytes * 2);
    } else if (filled && nanos < budgetNanos * ROOM) {
      starting = false;
      keys = Math.min(MOST_KEYS, keys + KEY_STEP);
      bytes = Math.min(MOST_BYTES, bytes + BYTE_STEP);
    }
  }
}
