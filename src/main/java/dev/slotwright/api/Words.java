package dev.slotwright.api;

import dev.slotwright.policy.Mode;
import java.util.Locale;

/** Values of the core as the API writes them. */
final class Words {
  private Words() {}

  /** As in a policy file: {@code Enforce}. */
  static String of(Mode mode) {
    return switch (mode) {
      case OBSERVE -> "Observe";
      case RECOMMEND -> "Recommend";
      case APPROVE -> "Approve";
      case ENFORCE -> "Enforce";
    };
  }

  /** {@code NO_ADDRESS} as {@code no-address}. */
  static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
