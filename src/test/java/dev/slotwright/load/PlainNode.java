package dev.slotwright.load;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/**
 * What {@link NodeReading} must answer, said as plainly as possible: every sample is kept, buckets
 * are made when they are asked for, whole lists are sorted and streamed. Slow.
 */
final class PlainNode {
  private final long width;
  private final List<NodeSample> samples = new ArrayList<>();

  PlainNode(long widthMillis) {
    width = widthMillis;
  }

  /** A bucket's latest point and largest value. */
  private record Bucket(long at, double last, double max) {}

  /** A counter's growth between neighbours. */
  private record Step(double growth, double seconds) {
    double rate() {
      return growth / seconds;
    }
  }

  void record(NodeSample sample) {
    samples.add(sample);
  }

  private List<Bucket> buckets(Metric metric) {
    TreeMap<Long, Bucket> buckets = new TreeMap<>();
    samples.stream()
        .filter(sample -> sample.values().containsKey(metric))
        .sorted(Comparator.comparing(NodeSample::at).thenComparing(s -> s.values().get(metric)))
        .forEach(
            sample -> {
              long at = sample.at().toEpochMilli();
              double value = sample.values().get(metric);
              buckets.merge(
                  Math.floorDiv(at, width),
                  new Bucket(at, value, value),
                  (old, next) -> new Bucket(at, value, Math.max(old.max(), value)));
            });
    return List.copyOf(buckets.values());
  }

  private List<Bucket> within(Metric metric, long from, long to) {
    return buckets(metric).stream().filter(b -> b.at() > from && b.at() <= to).toList();
  }

  OptionalDouble latest(Metric metric, long from, long to) {
    return within(metric, from, to).stream().mapToDouble(Bucket::last).reduce((a, b) -> b);
  }

  OptionalDouble average(Metric metric, long from, long to) {
    return within(metric, from, to).stream().mapToDouble(Bucket::last).average();
  }

  OptionalDouble max(Metric metric, long from, long to) {
    return within(metric, from, to).stream().mapToDouble(Bucket::max).max();
  }

  OptionalDouble p95(Metric metric, long from, long to) {
    return p95(within(metric, from, to), Bucket::last);
  }

  OptionalDouble rate(Metric counter, long from, long to) {
    List<Step> steps = steps(counter, from, to);
    return steps.isEmpty()
        ? OptionalDouble.empty()
        : OptionalDouble.of(
            steps.stream().mapToDouble(Step::growth).sum()
                / steps.stream().mapToDouble(Step::seconds).sum());
  }

  OptionalDouble p95Rate(Metric counter, long from, long to) {
    return p95(steps(counter, from, to), Step::rate);
  }

  OptionalDouble maxRate(Metric counter, long from, long to) {
    return steps(counter, from, to).stream().mapToDouble(Step::rate).max();
  }

  private List<Step> steps(Metric counter, long from, long to) {
    List<Step> steps = new ArrayList<>();
    List<Bucket> points = within(counter, from - (to - from), to);
    for (int i = 1; i < points.size(); i++) {
      Bucket before = points.get(i - 1);
      Bucket after = points.get(i);
      OptionalDouble old = latest(Metric.UPTIME_SECONDS, Long.MIN_VALUE, before.at());
      OptionalDouble now = latest(Metric.UPTIME_SECONDS, before.at(), after.at());
      boolean restarted =
          old.isPresent() && now.isPresent() && now.getAsDouble() < old.getAsDouble();
      if (after.at() > from && after.last() >= before.last() && !restarted) {
        steps.add(new Step(after.last() - before.last(), (after.at() - before.at()) / 1000.0));
      }
    }
    return steps;
  }

  private static <T> OptionalDouble p95(List<T> all, ToDoubleFunction<T> value) {
    double[] sorted = all.stream().mapToDouble(value).sorted().toArray();
    return sorted.length == 0
        ? OptionalDouble.empty()
        : OptionalDouble.of(sorted[(int) Math.ceil(0.95 * sorted.length) - 1]);
  }
}
