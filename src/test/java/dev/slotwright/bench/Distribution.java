package dev.slotwright.bench;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/** Measured times, in milliseconds, ascending. */
final class Distribution {
  private final double[] millis;

  private Distribution(double[] millis) {
    this.millis = millis;
  }

  static Distribution ofMillis(Collection<Double> times) {
    return new Distribution(times.stream().mapToDouble(Double::doubleValue).sorted().toArray());
  }

  static Distribution ofNanos(long[] times) {
    return new Distribution(Arrays.stream(times).mapToDouble(t -> t / 1e6).sorted().toArray());
  }

  List<Double> millis() {
    return Arrays.stream(millis).boxed().toList();
  }

  int count() {
    return millis.length;
  }

  /** By nearest rank; {@code share} above 0 up to 1. NaN without any time. */
  double percentile(double share) {
    return millis.length == 0
        ? Double.NaN
        : millis[Math.max(0, (int) Math.ceil(share * millis.length) - 1)];
  }

  /** Heading of {@link #row}. */
  static String heading() {
    return """
        | what | n | p50 ms | p90 ms | p99 ms | p99.9 ms | max ms |
        |---|--:|--:|--:|--:|--:|--:|""";
  }

  /** A row of a Markdown table. */
  String row(String what) {
    return String.format(
        Locale.ROOT,
        "| %s | %d | %.3g | %.3g | %.3g | %.3g | %.3g |",
        what,
        millis.length,
        percentile(0.5),
        percentile(0.9),
        percentile(0.99),
        percentile(0.999),
        percentile(1));
  }
}
