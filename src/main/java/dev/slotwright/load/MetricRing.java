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

  /** Places of the points within {@code (from, to]}. */
  Places within(long from, long to) {
    return new Places(from, to);
  }

  /** Place of the latest point within {@code (from, to]}; -1 without one. */
  int latest(long from, long to) {
    return new Places(from, to).last();
  }

  /** Values of the points within {@code (from, to]}, ascending by time. */
  double[] values(long from, long to, boolean largest) {
    double[] source = largest && max.length > 0 ? max : last;
    Places places = within(from, to);
    double[] found = new double[places.most()];
    int count = 0;
    for (int place = places.next(); place >= 0; place = places.next()) {
      found[count++] = source[place];
    }
    return count == found.length ? found : Arrays.copyOf(found, count);
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

  /**
   * Walks the ring over a range of time. The range is at most one turn long, so that a place whose
   * time lies within it holds the very bucket that is looked for.
   */
  final class Places {
    private final long after;
    private final long to;
    private final int most;
    private int left;
    private int place;

    private Places(long from, long to) {
      long end = Math.floorDiv(to, width);
      long start = Math.max(Math.floorDiv(from, width), end - at.length + 1);
      this.to = to;
      after = Math.max(from, start * width - 1);
      most = (int) Math.max(0, end - start + 1);
      left = most;
      place = place(start);
    }

    /** No more points than this lie within. */
    int most() {
      return most;
    }

    /** The place of the next point by time; -1 when there is no more. */
    int next() {
      while (left > 0) {
        int here = place;
        place = here + 1 == at.length ? 0 : here + 1;
        left--;
        if (holds(here)) {
          return here;
        }
      }
      return -1;
    }

    private int last() {
      int here = most == 0 ? 0 : (place + most - 1) % at.length;
      for (int i = 0; i < most; i++) {
        if (holds(here)) {
          return here;
        }
        here = here == 0 ? at.length - 1 : here - 1;
      }
      return -1;
    }

    private boolean holds(int here) {
      return at[here] > after && at[here] <= to;
    }
  }
}
