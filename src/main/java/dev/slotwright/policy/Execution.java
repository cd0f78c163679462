package dev.slotwright.policy;

import java.time.Duration;

/**
 * How slots are moved.
 *
 * @param openSlots slots open at once between a source and a target, 1 to 64
 * @param pauseBudget the longest that one MIGRATE should block its source, 1 ms to 1 s
 * @param transport {@code auto} or {@code migrate}
 */
public record Execution(int openSlots, Duration pauseBudget, Transport transport) {
  /** What carries the keys. */
  public enum Transport {
    AUTO,
    MIGRATE,
    ATOMIC
  }

  public Execution {
    if (openSlots < 1 || openSlots > 64) {
      throw new IllegalArgumentException("openSlots " + openSlots + " is outside 1..64");
    }
  }
}
