package dev.slotwright.load;

import java.util.ArrayList;
import java.util.List;

/**
 * Growth of a counter between two neighbouring points of one process.
 *
 * @param growth 0 or more, in the counter's unit
 * @param seconds above 0
 */
public record CounterStep(double growth, double seconds) {

  public double perSecond() {
    return growth / seconds;
  }

  /** The steps that end within {@code (from, to]}. */
  static List<CounterStep> within(NodeWindow node, Metric counter, long from, long to) {
    MetricRing ring = node.has(counter);
    if (ring == null) {
      return List.of();
    }
    List<CounterStep> steps = new ArrayList<>();
    int before = ring.latest(from - (to - from), from);
    long[] time = {before < 0 ? Long.MIN_VALUE : ring.time(before)};
    double[] value = {before < 0 ? 0 : ring.value(before)};
    ring.each(
        from,
        to,
        (at, last, max) -> {
          if (time[0] != Long.MIN_VALUE
              && last >= value[0]
              && !restarted(node.has(Metric.UPTIME_SECONDS), time[0], at)) {
            steps.add(new CounterStep(last - value[0], (at - time[0]) / 1000.0));
          }
          time[0] = at;
          value[0] = last;
        });
    return steps;
  }

  /** A process that came up between two points shows a smaller uptime at the later one. */
  private static boolean restarted(MetricRing uptime, long before, long after) {
    if (uptime == null) {
      return false;
    }
    int old = uptime.latest(Long.MIN_VALUE / 2, before);
    int now = uptime.latest(before, after);
    return old >= 0 && now >= 0 && uptime.value(now) < uptime.value(old);
  }
}
