package dev.slotwright.load;

import java.time.Duration;
import java.time.Instant;
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

  /** When the newest sample that it sent as a replica was measured; empty without one. */
  public Optional<Instant> lastReplica() {
    return sources.stream()
        .map(NodeWindow::newestAsReplica)
        .max(Long::compare)
        .filter(time -> time != Long.MIN_VALUE)
        .map(Instant::ofEpochMilli);
  }

  /** The newest value that is at most {@code maxAge} old. */
  public OptionalDouble latest(Metric metric, Instant now, Duration maxAge) {
    long to = now.toEpochMilli();
    long from = now.minus(maxAge).toEpochMilli();
    return first(
        metric,
        ring -> {
          int place = ring.latest(from, to);
          return place < 0 ? OptionalDouble.empty() : OptionalDouble.of(ring.value(place));
        });
  }

  public OptionalDouble average(Metric metric, Instant from, Instant to) {
    return first(metric, ring -> Sum.average(values(ring, from, to, false)));
  }

  public OptionalDouble max(Metric metric, Instant from, Instant to) {
    return first(metric, ring -> Selection.max(values(ring, from, to, true)));
  }

  /** The 95th percentile of the buckets' latest values, by nearest rank. */
  public OptionalDouble p95(Metric metric, Instant from, Instant to) {
    return first(metric, ring -> Selection.p95(values(ring, from, to, false)));
  }

  /** Growth of a counter per second, restarts left out; see {@link CounterSteps}. */
  public OptionalDouble rate(Metric counter, Instant from, Instant to) {
    return steps(counter, from, to).average();
  }

  /** Growth of a counter over a range; 0 when there is nothing to tell. */
  public double growth(Metric counter, Instant from, Instant to) {
    return steps(counter, from, to).growth();
  }

  /** How a counter grew from one point to the next. */
  public CounterSteps steps(Metric counter, Instant from, Instant to) {
    for (NodeWindow source : sources) {
      CounterSteps steps =
          CounterSteps.within(source, counter, from.toEpochMilli(), to.toEpochMilli());
      if (!steps.isEmpty()) {
        return steps;
      }
    }
    return CounterSteps.NONE;
  }

  private OptionalDouble first(Metric metric, Function<MetricRing, OptionalDouble> read) {
    for (NodeWindow source : sources) {
      MetricRing ring = source.has(metric);
      OptionalDouble answer = ring == null ? OptionalDouble.empty() : read.apply(ring);
      if (answer.isPresent()) {
        return answer;
      }
    }
    return OptionalDouble.empty();
  }

  private static double[] values(MetricRing ring, Instant from, Instant to, boolean largest) {
    return ring.values(from.toEpochMilli(), to.toEpochMilli(), largest);
  }
}
