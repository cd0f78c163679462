package dev.slotwright.redis.mover;

import dev.slotwright.operation.PauseHistogram;
import java.util.Arrays;
import java.util.List;

/** A histogram that is being filled; not safe for several threads. */
final class PauseTally {
  private final long[] counts = new long[PauseHistogram.BOUNDS.size() + 1];
  private final double[] millis = new double[counts.length];

  void add(double pauseMillis) {
    int bucket = PauseHistogram.bucket(pauseMillis);
    counts[bucket]++;
    millis[bucket] += pauseMillis;
  }

  PauseHistogram histogram() {
    List<Long> counted = Arrays.stream(counts).boxed().toList();
    return new PauseHistogram(counted, Arrays.stream(millis).boxed().toList());
  }
}
