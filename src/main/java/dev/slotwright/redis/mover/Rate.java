package dev.slotwright.redis.mover;

import java.util.ArrayDeque;
import java.util.Deque;

/** How fast a sum grows, over the last seconds; not safe for several threads. */
final class Rate {
  private static final long TICK_NANOS = 100_000_000L;
  private static final double LEAST_SECONDS = 0.1;

  private final long windowNanos;
  private final Deque<Tick> ticks = new ArrayDeque<>();
  private double sum;

  private record Tick(long nanos, double sum) {}

  /**
   * @param begin the moment from which on it grows
   */
  Rate(long windowNanos, long begin) {
    this.windowNanos = windowNanos;
    ticks.addLast(new Tick(begin, 0));
  }

  void add(double more, long now) {
    if (now - ticks.peekLast().nanos() >= TICK_NANOS) {
      ticks.addLast(new Tick(now, sum));
    }
    sum += more;
    forget(now);
  }

  double perSecond(long now) {
    forget(now);
    Tick first = ticks.peekFirst();
    return (sum - first.sum()) / Math.max(LEAST_SECONDS, (now - first.nanos()) / 1e9);
  }

  /** Keeps one tick from before the window, where there is one: the window is then full. */
  private void forget(long now) {
    while (ticks.size() > 1 && now - second().nanos() >= windowNanos) {
      ticks.removeFirst();
    }
    Tick first = ticks.peekFirst();
    if (ticks.size() == 1 && now - first.nanos() >= 2 * windowNanos) {
      ticks.removeFirst();
      ticks.addLast(new Tick(now - windowNanos, sum));
    }
  }

  private Tick second() {
    var each = ticks.iterator();
    each.next();
    return each.next();
  }
}
