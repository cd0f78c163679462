package dev.slotwright.load;

import java.util.Arrays;

/**
 * One metric of one node, by event time, in a ring of buckets.
 *
 * <p>A bucket keeps its latest value and, of a gauge, its largest. Of two buckets that share a
 * place the later one stays. Both rules are a maximum, so the content does not depend on the order
 * or the number of times in which points arrive. A point far in the future costs one place, no
 * more.
 */
final class MetricRing {
  private static final long EMPTY = Long.MIN_VALUE;

  private final long width;
  private final long[] at;
  private final double[] last;

  /** Empty array for a counter, whose largest value is its latest. */
  private final double[] max;

  MetricRing(int buckets, long widthMillis, Metric.Kind kind) {
    width = widthMillis;
    at = new long[buckets];
    Arrays.fill(at, EMPTY);
    last = new double[buckets];
    max = new double[kind == Metric.Kind.GAUGE ? buckets : 0];
  }

  /** What {@code buckets} of one metric of one node take, object headers aside. */
  static long bytes(int buckets, Metric.Kind kind) {
    return (kind == Metric.Kind.GAUGE ? 24L : 16L) * buckets;
  }

  /** What became of a point; {@code NEW} when it changed anything. */
  Recorded put(long time, double value) {
    long bucket = Math.floorDiv(time, width);
    int place = place(bucket);
    long held = at[place] == EMPTY ? EMPTY : Math.floorDiv(at[place], width);
    if (held > bucket) {
      return Recorded.TOO_OLD;
    }
    if (held < bucket) {
      at[place] = time;
      last[place] = value;
      if (max.length > 0) {
        max[place] = value;
      }
      return Recorded.NEW;
    }
    boolean changed = false;
    if (max.length > 0 && value > max[place]) {
      max[place] = value;
      changed = true;
    }
    if (time > at[place] || (time == at[place] && value > last[place])) {
      at[place] = time;
      last[place] = value;
      changed = true;
    }
    return changed ? Recorded.NEW : Recorded.DUPLICATE;
  }

  /** Takes the points within {@code (from, to]}, ascending. */
  void each(long from, long to, Point visitor) {
    long end = Math.floorDiv(to, width);
    long start = Math.max(Math.floorDiv(from, width), end - at.length + 1);
    for (long bucket = start; bucket <= end; bucket++) {
      int place = place(bucket);
      if (at[place] > from && at[place] <= to && Math.floorDiv(at[place], width) == bucket) {
        visitor.take(at[place], last[place], max.length > 0 ? max[place] : last[place]);
      }
    }
  }

  /** Place of the latest point within {@code (from, to]}; -1 without one. */
  int latest(long from, long to) {
    long end = Math.floorDiv(to, width);
    long start = Math.max(Math.floorDiv(from, width), end - at.length + 1);
    for (long bucket = end; bucket >= start; bucket--) {
      int place = place(bucket);
      if (at[place] > from && at[place] <= to && Math.floorDiv(at[place], width) == bucket) {
        return place;
      }
    }
    return -1;
  }

  long time(int place) {
    return at[place];
  }

  double value(int place) {
    return last[place];
  }

  private int place(long bucket) {
    return (int) Math.floorMod(bucket, (long) at.length);
  }

  /** Takes one bucket. */
  @FunctionalInterface
  interface Point {
    void take(long time, double last, double max);
  }
}
