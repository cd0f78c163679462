package dev.slotwright.bench.mover.load;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What clients saw of the operations that were due in a stretch of time: their times, in steps of
 * 10 microseconds up to 10 s, and for each node the longest time without a success. Safe for
 * several threads.
 */
public final class Window {
  private static final int STEP_NANOS = 10_000;
  private static final int STEPS = 1_000_000;
  private static final int ERRORS_KEPT = 5;

  private final long[] counts = new long[STEPS + 1];
  private final long begin;
  private final long[] lastSuccess;
  private final long[] longestGap;
  private final List<String> firstErrors = new ArrayList<>();
  private long end;
  private long due;
  private long succeeded;
  private long errors;
  private long missing;
  private long slowest;

  /**
   * @param begin when it begins, by {@link System#nanoTime()} as all times here
   */
  Window(int nodes, long begin) {
    this.begin = begin;
    lastSuccess = new long[nodes];
    longestGap = new long[nodes];
    Arrays.fill(lastSuccess, begin);
  }

  synchronized void sent() {
    due++;
  }

  synchronized void success(int node, long dueNanos, long now) {
    succeeded++;
    long nanos = now - dueNanos;
    slowest = Math.max(slowest, nanos);
    counts[(int) Math.clamp(nanos / STEP_NANOS, 0, STEPS)]++;
    if (end == 0 && now > lastSuccess[node]) {
      longestGap[node] = Math.max(longestGap[node], now - lastSuccess[node]);
      lastSuccess[node] = now;
    }
  }

  synchronized void error(Throwable error) {
    errors++;
    if (firstErrors.size() < ERRORS_KEPT) {
      firstErrors.add(String.valueOf(error));
    }
  }

  /** A key that was there is not. */
  synchronized void missing() {
    missing++;
  }

  /** Nothing more is due in it; what is in flight is still counted. */
  synchronized void end(long now) {
    end = now;
    for (int node = 0; node < lastSuccess.length; node++) {
      longestGap[node] = Math.max(longestGap[node], end - lastSuccess[node]);
    }
  }

  synchronized boolean settled() {
    return succeeded + errors >= due;
  }

  /** Operations without an answer count too. */
  public synchronized long errors() {
    return errors + (due - succeeded - errors);
  }

  public synchronized long missingKeys() {
    return missing;
  }

  public synchronized List<String> firstErrors() {
    return List.copyOf(firstErrors);
  }

  /** Successes of an ended window. */
  public synchronized double perSecond() {
    return succeeded / ((end - begin) / 1e9);
  }

  /** Milliseconds; {@code share} above 0, up to 1. */
  public synchronized double percentile(double share) {
    long rank = (long) Math.ceil(share * succeeded);
    long seen = 0;
    for (int step = 0; step < STEPS; step++) {
      seen += counts[step];
      if (seen >= rank) {
        return (step + 1) * (STEP_NANOS / 1e6);
      }
    }
    return slowest / 1e6;
  }

  public synchronized double slowestMillis() {
    return slowest / 1e6;
  }

  /** Of the node with the longest. */
  public synchronized double longestGapMillis() {
    return Arrays.stream(longestGap).max().orElse(0) / 1e6;
  }
}
