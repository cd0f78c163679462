package dev.slotwright.operation;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * When to try again what failed: 2 s after the first failure, twice as long after each further one,
 * a minute at most.
 *
 * @param attempts that failed in a row, 1 or more
 * @param notBefore when the next may begin
 */
public record Retry(int attempts, Instant notBefore) {
  private static final Duration FIRST = Duration.ofSeconds(2);
  private static final Duration LONGEST = Duration.ofMinutes(1);

  /** One more failure after {@code before}. */
  static Retry oneMore(Optional<Retry> before, Instant now) {
    return after(before.map(Retry::attempts).orElse(0) + 1, true, now);
  }

  boolean holdsAt(Instant now) {
    return now.isBefore(notBefore);
  }

  static Retry after(int failures, boolean retryable, Instant now) {
    Duration wait = FIRST.multipliedBy(1L << Math.min(failures - 1, 5));
    return new Retry(failures, now.plus(retryable && wait.compareTo(LONGEST) < 0 ? wait : LONGEST));
  }
}
