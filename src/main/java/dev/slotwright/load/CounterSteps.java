package dev.slotwright.load;

import java.util.Arrays;
import java.util.OptionalDouble;

/**
 * How a counter grew from each point to its neighbour, over a range of time. A step belongs to the
 * range that its end lies in; the first one may begin before the range, but by no more than the
 * range's length. Steps over a restart (the value or the uptime dropped) are left out.
 *
 * <p>Rates are per second and empty without a step.
 */
public final class CounterSteps {
  static final CounterSteps NONE = new CounterSteps(0);

  private final double[] growth;
  private final double[] seconds;
  private int count;

  private CounterSteps(int most) {
    growth = new double[most];
    seconds = new double[most];
  }

  /** The steps that end within {@code (from, to]}. */
  static CounterSteps within(NodeWindow node, Metric counter, long from, long to) {
    MetricRing ring = node.has(counter);
    if (ring == null) {
      return NONE;
    }
    MetricRing uptime = node.has(Metric.UPTIME_SECONDS);
    MetricRing.Places places = ring.within(from, to);
    CounterSteps steps = new CounterSteps(places.most());
    int before = ring.latest(from - (to - from), from);
    for (int place = places.next(); place >= 0; place = places.next()) {
      if (before >= 0
          && ring.value(place) >= ring.value(before)
          && !restarted(uptime, ring, before, place)) {
        steps.add(
            ring.value(place) - ring.value(before),
            (ring.time(place) - ring.time(before)) / 1000.0);
      }
      before = place;
    }
    return steps;
  }

  /** A process that came up between two points shows a smaller uptime at the later one. */
  private static boolean restarted(MetricRing uptime, MetricRing ring, int before, int after) {
    if (uptime == null) {
      return false;
    }
    // Rings of one node have the same places: what was sampled together stands at the same one.
    boolean together =
        uptime.time(before) == ring.time(before) && uptime.time(after) == ring.time(after);
    int old = together ? before : uptime.latest(Long.MIN_VALUE / 2, ring.time(before));
    int now = together ? after : uptime.latest(ring.time(before), ring.time(after));
    return old >= 0 && now >= 0 && uptime.value(now) < uptime.value(old);
  }

  private void add(double grown, double lasted) {
    growth[count] = grown;
    seconds[count++] = lasted;
  }

  public int count() {
    return count;
  }

  public boolean isEmpty() {
    return count == 0;
  }

  /** Growth over all steps, 0 or more, in the counter's unit. */
  public double growth() {
    return sum(growth);
  }

  /** Over all steps together. */
  public OptionalDouble average() {
    return count == 0 ? OptionalDouble.empty() : OptionalDouble.of(growth() / sum(seconds));
  }

  public OptionalDouble max() {
    return Selection.max(rates());
  }

  /** The 95th percentile of the steps' rates, by nearest rank. */
  public OptionalDouble p95() {
    return Selection.p95(rates());
  }

  public OptionalDouble last() {
    return count == 0 ? OptionalDouble.empty() : OptionalDouble.of(rate(count - 1));
  }

  private double rate(int step) {
    return growth[step] / seconds[step];
  }

  private double[] rates() {
    double[] rates = new double[count];
    Arrays.setAll(rates, this::rate);
    return rates;
  }

  private double sum(double[] each) {
    return Sum.of(each, count);
  }
}
