package dev.slotwright.load;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;

/**
 * What is known of one node. Times are explicit; a range is {@code (from, to]}; an answer is empty
 * where no point lies within. Resolution is a bucket: a bucket counts with its latest value, and
 * with its largest for {@link #max}.
 */
public final class NodeReading {
  private final List<NodeWindow> sources;

  /** The first source that has an answer gives it. */
  NodeReading(List<NodeWindow> sources) {
    this.sources = sources;
  }

  /** When the newest sample was measured. */
  public Optional<Instant> lastSeen() {
    return sources.stream().map(NodeWindow::newest).max(Long::compare).map(Instant::ofEpochMilli);
  }

  /** The newest value that is at most {@code maxAge} old. */
  public OptionalDouble latest(Metric metric, Instant now, Duration maxAge) {
    return first(
        metric,
        ring -> {
          int place = ring.latest(now.minus(maxAge).toEpochMilli(), now.toEpochMilli());
          return place < 0 ? OptionalDouble.empty() : OptionalDouble.of(ring.value(place));
        });
  }

  public OptionalDouble average(Metric metric, Instant from, Instant to) {
    return first(metric, ring -> Arrays.stream(values(ring, from, to, false)).average());
  }

  public OptionalDouble max(Metric metric, Instant from, Instant to) {
    return first(metric, ring -> Arrays.stream(values(ring, from, to, true)).max());
  }

  /** The 95th percentile of the buckets' latest values, by nearest rank. */
  public OptionalDouble p95(Metric metric, Instant from, Instant to) {
    return first(metric, ring -> percentile(values(ring, from, to, false)));
  }

  /** Growth of a counter per second, restarts left out; see {@link #steps}. */
  public OptionalDouble rate(Metric counter, Instant from, Instant to) {
    List<CounterStep> steps = steps(counter, from, to);
    double seconds = steps.stream().mapToDouble(CounterStep::seconds).sum();
    double growth = steps.stream().mapToDouble(CounterStep::growth).sum();
    return seconds > 0 ? OptionalDouble.of(growth / seconds) : OptionalDouble.empty();
  }

  /** Growth of a counter over a range; 0 when there is nothing to tell. */
  public double growth(Metric counter, Instant from, Instant to) {
    return steps(counter, from, to).stream().mapToDouble(CounterStep::growth).sum();
  }

  /**
   * How a counter grew from one point to the next. A step belongs to the range that its end lies
   * in; the first one may begin before the range, but by no more than the range's length. Steps
   * over a restart (the value or the uptime dropped) are left out.
   */
  public List<CounterStep> steps(Metric counter, Instant from, Instant to) {
    for (NodeWindow source : sources) {
      List<CounterStep> steps =
          CounterStep.within(source, counter, from.toEpochMilli(), to.toEpochMilli());
      if (!steps.isEmpty()) {
        return steps;
      }
    }
    return List.of();
  }

  static OptionalDouble percentile(double[] values) {
    if (values.length == 0) {
      return OptionalDouble.empty();
    }
    Arrays.sort(values);
    return OptionalDouble.of(values[(int) Math.ceil(0.95 * values.length) - 1]);
  }

  private OptionalDouble first(Metric metric, Function<MetricRing, OptionalDouble> read) {
    return sources.stream()
        .map(source -> source.has(metric))
        .filter(ring -> ring != null)
        .map(read)
        .filter(OptionalDouble::isPresent)
        .findFirst()
        .orElse(OptionalDouble.empty());
  }

  private static double[] values(MetricRing ring, Instant from, Instant to, boolean largest) {
    double[][] found = {new double[16]};
    int[] count = {0};
    ring.each(
        from.toEpochMilli(),
        to.toEpochMilli(),
        (time, last, max) -> {
          if (count[0] == found[0].length) {
            found[0] = Arrays.copyOf(found[0], 2 * count[0]);
          }
          found[0][count[0]++] = largest ? max : last;
        });
    return Arrays.copyOf(found[0], count[0]);
  }
}
