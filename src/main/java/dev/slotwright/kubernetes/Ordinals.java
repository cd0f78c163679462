package dev.slotwright.kubernetes;

import java.util.OptionalInt;

/** The number at the end of a name that a StatefulSet gave. */
final class Ordinals {
  private static final int LONGEST = 6;

  private Ordinals() {}

  /** Of {@code PREFIX-7}: 7; empty for any other name, such as {@code PREFIX-07} or {@code -x}. */
  static OptionalInt of(String prefix, String name) {
    if (!name.startsWith(prefix)) {
      return OptionalInt.empty();
    }
    String number = name.substring(prefix.length());
    boolean written =
        !number.isEmpty()
            && number.length() <= LONGEST
            && number.chars().allMatch(c -> c >= '0' && c <= '9')
            && (number.length() == 1 || number.charAt(0) != '0');
    return written ? OptionalInt.of(Integer.parseInt(number)) : OptionalInt.empty();
  }
}
