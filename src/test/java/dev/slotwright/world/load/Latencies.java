package dev.slotwright.world.load;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** Times of all operations, and for each node its longest silence while it was being asked. */
final class Latencies {
  private final Histogram micros = new Histogram(3);
  private final Map<String, Silence> silences = new HashMap<>();

  /** An operation that {@code node} answered with success. */
  void succeeded(String node, long intendedNanos, long answeredNanos) {
    record(intendedNanos, answeredNanos);
    silences.computeIfAbsent(node, n -> new Silence()).broken(intendedNanos, answeredNanos);
  }

  /** An operation that ended with an error. */
  void failed(long intendedNanos, long answeredNanos) {
    record(intendedNanos, answeredNanos);
  }

  double millis(double percentile) {
    return micros.getValueAtPercentile(percentile) / 1000.0;
  }

  long longestMillis() {
    return micros.getMaxValue() / 1000;
  }

  Map<String, Long> longestGapMillis() {
    Map<String, Long> gaps = new TreeMap<>();
    silences.forEach((node, silence) -> gaps.put(node, silence.longestNanos / 1_000_000));
    return gaps;
  }

  private void record(long intendedNanos, long answeredNanos) {
    micros.recordValue(Math.max(0, TimeUnit.NANOSECONDS.toMicros(answeredNanos - intendedNanos)));
  }

  private static final class Silence {
    private long lastSuccessNanos = Long.MIN_VALUE;
    private long longestNanos;

    /** A node that nobody asks is not silent: the gap starts no earlier than the operation. */
    void broken(long intendedNanos, long answeredNanos) {
      long since =
          lastSuccessNanos == Long.MIN_VALUE
              ? intendedNanos
              : Math.max(intendedNanos, lastSuccessNanos);
      longestNanos = Math.max(longestNanos, answeredNanos - since);
      lastSuccessNanos = Math.max(lastSuccessNanos, answeredNanos);
    }
  }
}
