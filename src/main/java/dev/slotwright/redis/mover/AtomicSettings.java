package dev.slotwright.redis.mover;

import java.time.Duration;

/**
 * Bounds of the servers' own migration that no policy sets.
 *
 * @param chunkBytes what one task moves at most, unless a single slot has more: large enough that
 *     its fork and its hand-over do not count, small enough to be done again when it fails
 * @param attempts how often in a row a task may fail, each with half the slots of the one before
 * @param firstPause after the first failure; doubled after each
 * @param slowestBytesPerSecond a task that is slower than this over the whole data set of its
 *     source hangs; servers notice a stalled connection themselves, and earlier
 */
public record AtomicSettings(
    long chunkBytes, int attempts, Duration firstPause, long slowestBytesPerSecond) {

  /** Fit for real clusters. */
  public static AtomicSettings defaults() {
    return new AtomicSettings(1L << 30, 4, Duration.ofMillis(500), 4 << 20);
  }
}
