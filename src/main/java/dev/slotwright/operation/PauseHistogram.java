package dev.slotwright.operation;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * How long a node was kept from serving, how often: counts and sums over fixed bounds. A bucket
 * holds what is at most its bound and more than the bound before.
 *
 * @param counts one for each bound, and one for what is above the last
 * @param millis the sum of each bucket
 */
public record PauseHistogram(List<Long> counts, List<Double> millis) {
  /** Upper bounds in milliseconds, without the last bucket's, which has none. */
  public static final List<Double> BOUNDS =
      List.of(0.25, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0, 500.0, 1000.0);

  public static final PauseHistogram EMPTY =
      new PauseHistogram(
          Collections.nCopies(BOUNDS.size() + 1, 0L), Collections.nCopies(BOUNDS.size() + 1, 0.0));

  public PauseHistogram {
    counts = List.copyOf(counts);
    millis = List.copyOf(millis);
    if (counts.size() != BOUNDS.size() + 1 || millis.size() != counts.size()) {
      throw new IllegalArgumentException("a histogram has %d buckets".formatted(BOUNDS.size() + 1));
    }
  }

  /** The index of the bucket that a pause belongs to. */
  public static int bucket(double millis) {
    int at = 0;
    while (at < BOUNDS.size() && millis > BOUNDS.get(at)) {
      at++;
    }
    return at;
  }

  public long count() {
    return counts.stream().mapToLong(Long::longValue).sum();
  }

  public double sumMillis() {
    return millis.stream().mapToDouble(Double::doubleValue).sum();
  }

  /**
   * The bound under which a share of all pauses lies; infinite when that is the last bucket, 0
   * without any pause.
   *
   * @param share 0 to 1
   */
  public double quantileBound(double share) {
    long rank = (long) Math.ceil(count() * share);
    long seen = 0;
    for (int i = 0; i < counts.size() && rank > 0; i++) {
      seen += counts.get(i);
      if (seen >= rank) {
        return i < BOUNDS.size() ? BOUNDS.get(i) : Double.POSITIVE_INFINITY;
      }
    }
    return 0;
  }

  public PauseHistogram plus(PauseHistogram other) {
    return combined(other, 1);
  }

  /** What has come since an earlier reading of the same histogram. */
  public PauseHistogram since(PauseHistogram earlier) {
    return combined(earlier, -1);
  }

  private PauseHistogram combined(PauseHistogram other, int sign) {
    List<Long> newCounts = new ArrayList<>();
    List<Double> newMillis = new ArrayList<>();
    for (int i = 0; i < counts.size(); i++) {
      newCounts.add(counts.get(i) + sign * other.counts.get(i));
      newMillis.add(millis.get(i) + sign * other.millis.get(i));
    }
    return new PauseHistogram(newCounts, newMillis);
  }
}
