package dev.slotwright.cli.cluster;

import java.util.Locale;

/** Numbers for people. */
final class Amounts {
  private static final String[] UNITS = {"kB", "MB", "GB", "TB", "PB"};

  private Amounts() {}

  /** Three digits and a decimal unit: {@code 213 MB}. */
  static String bytes(double bytes) {
    double amount = bytes;
    String unit = "B";
    for (int i = 0; i < UNITS.length && amount >= 999.5; i++) {
      amount /= 1000;
      unit = UNITS[i];
    }
    boolean exact = unit.equals("B") || amount >= 99.95;
    return String.format(Locale.ROOT, exact ? "%.0f %s" : "%.1f %s", amount, unit);
  }

  static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  /** {@code 12 s}, {@code 3:05} minutes, {@code 2:03:05} hours. */
  static String seconds(long seconds) {
    if (seconds < 60) {
      return seconds + " s";
    }
    return seconds < 3600
        ? String.format(Locale.ROOT, "%d:%02d min", seconds / 60, seconds % 60)
        : String.format(
            Locale.ROOT, "%d:%02d:%02d h", seconds / 3600, seconds / 60 % 60, seconds % 60);
  }

  static String millis(double millis) {
    return String.format(Locale.ROOT, "%.1f ms", millis);
  }

  /** A weight or a percentage without needless zeros. */
  static String plain(double number) {
    return number == Math.rint(number) ? Long.toString((long) number) : Double.toString(number);
  }

  static String counted(long number, String thing) {
    return count(number) + " " + thing + (number == 1 ? "" : "s");
  }
}
