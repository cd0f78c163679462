package dev.slotwright.load;

import java.util.OptionalDouble;

/** Sums of many values with Kahan's compensation, so that order and number hardly matter. */
final class Sum {
  private Sum() {}

  static double of(double[] values, int count) {
    double sum = 0;
    double lost = 0;
    for (int i = 0; i < count; i++) {
      double next = values[i] - lost;
      double more = sum + next;
      lost = (more - sum) - next;
      sum = more;
    }
    return sum - lost;
  }

  /** Empty without values. */
  static OptionalDouble average(double[] values) {
    return values.length == 0
        ? OptionalDouble.empty()
        : OptionalDouble.of(of(values, values.length) / values.length);
  }
}
