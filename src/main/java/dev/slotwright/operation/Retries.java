package dev.slotwright.operation;

import java.util.Optional;

/**
 * What is tried again, and when.
 *
 * @param move a move that failed
 * @param closing open slots that could not be closed
 * @param beginning an operation that was given up
 */
public record Retries(Optional<Retry> move, Optional<Retry> closing, Optional<Retry> beginning) {
  public static final Retries NONE =
      new Retries(Optional.empty(), Optional.empty(), Optional.empty());

  Retries move(Optional<Retry> next) {
    return new Retries(next, closing, beginning);
  }

  Retries closing(Optional<Retry> next) {
    return new Retries(move, next, beginning);
  }

  Retries beginning(Optional<Retry> next) {
    return new Retries(move, closing, next);
  }
}
