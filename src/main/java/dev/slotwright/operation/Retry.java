package dev.slotwright.operation;

import java.time.Duration;
import java.time.Instant;

/**
 * When to try a failed move again: 2 s after the first failure, twice as long after each further
 * one, a minute at most.
 *
 * @param attempts that failed in a row, 1 or more
 * @param notBefore when the next may begin
 */
public record Retry(int attempts, Instant notBefore) {
  private static final Duration FIRST = Duration.ofSeconds(2);
  private static final Duration LONGEST = Duration.ofMinutes(1);

  static Retry after(int failures, boolean retryable, Instant now) {
    Duration wait = FIRST.multipliedBy(1L << Math.min(failures - 1, 5));
    return new Retry(
        failures, now.plus(retryable && wait.compareTo(LONGEST) < 0 ? wait : LONGEST));
  }
}
