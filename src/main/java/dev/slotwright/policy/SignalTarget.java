package dev.slotwright.policy;

import java.time.Duration;
import java.util.OptionalDouble;

/**
 * What a signal should be.
 *
 * @param target in the signal's unit, above 0
 * @param hard never to be passed; growing ignores cool-down and stabilisation above it; {@code
 *     target} or more
 * @param aggregate how the values of one shard within the window become one
 * @param window how far back values count, 1 s to 1 h
 * @param perShard of {@code ops}: whether the target is for one shard rather than for the cluster
 * @param capacityPerSecond of {@code netOut}: bytes a second that one shard can send
 */
public record SignalTarget(
    double target,
    OptionalDouble hard,
    Aggregate aggregate,
    Duration window,
    boolean perShard,
    OptionalDouble capacityPerSecond) {
  /** How values within the window become one. */
  public enum Aggregate {
    AVERAGE,
    MAX,
    P95,
    LAST
  }

  public SignalTarget {
    if (!(target > 0)) {
      throw new IllegalArgumentException("target " + target + " is not above 0");
    }
    if (hard.isPresent() && hard.getAsDouble() < target) {
      throw new IllegalArgumentException(
          "hard " + hard.getAsDouble() + " is below target " + target);
    }
  }
}
