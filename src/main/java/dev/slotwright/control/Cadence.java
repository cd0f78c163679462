package dev.slotwright.control;

import java.time.Duration;

/**
 * How often the loop looks.
 *
 * @param active between passes of an operation in flight
 * @param idle between passes otherwise; also how old an observation may be for a judgement
 * @param settle how long a burst of samples is given to arrive
 * @param weigh between two questions for the slots' memory
 * @param longestBackOff after failures
 */
public record Cadence(
    Duration active, Duration idle, Duration settle, Duration weigh, Duration longestBackOff) {
  public static final Cadence DEFAULT =
      new Cadence(
          Duration.ofMillis(200),
          Duration.ofSeconds(1),
          Duration.ofMillis(50),
          Duration.ofSeconds(5),
          Duration.ofSeconds(10));

  /** 250 ms after the first failure in a row, twice as long after each further one. */
  Duration backOff(int failures) {
    Duration wait = Duration.ofMillis(250L << Math.min(failures - 1, 10));
    return wait.compareTo(longestBackOff) < 0 ? wait : longestBackOff;
  }
}
