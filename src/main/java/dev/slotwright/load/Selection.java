package dev.slotwright.load;

import java.util.OptionalDouble;

/** One of many values by its rank, without sorting them all. Values are numbers, never NaN. */
final class Selection {
  private Selection() {}

  static OptionalDouble max(double[] values) {
    if (values.length == 0) {
      return OptionalDouble.empty();
    }
    double max = values[0];
    for (double value : values) {
      max = Math.max(max, value);
    }
    return OptionalDouble.of(max);
  }

  /** The 95th percentile by nearest rank; leaves {@code values} in another order. */
  static OptionalDouble p95(double[] values) {
    return values.length == 0
        ? OptionalDouble.empty()
        : OptionalDouble.of(ranked(values, (int) Math.ceil(0.95 * values.length) - 1));
  }

  /** The value that sorting would put at {@code rank}: Hoare's FIND (1961). */
  private static double ranked(double[] values, int rank) {
    int low = 0;
    int high = values.length - 1;
    while (low < high) {
      double pivot = values[(low + high) >>> 1];
      int up = low;
      int down = high;
      while (up <= down) {
        while (values[up] < pivot) {
          up++;
        }
        while (values[down] > pivot) {
          down--;
        }
        if (up <= down) {
          double value = values[up];
          values[up++] = values[down];
          values[down--] = value;
        }
      }
      if (rank <= down) {
        high = down;
      } else if (rank >= up) {
        low = up;
      } else {
        return values[rank];
      }
    }
    return values[rank];
  }
}
