package dev.slotwright.operation;

import java.time.Instant;
import java.util.List;

/** Where an operation is. */
public sealed interface Progress {
  /** The goal is reached, as observed. */
  record Done() implements Progress {}

  /** These commands bring it nearer; the order matters. */
  record Act(List<Command> commands) implements Progress {
    public Act {
      commands = List.copyOf(commands);
    }
  }

  /**
   * Something else has to happen first.
   *
   * @param reason in words that stay the same while the same thing is waited for
   */
  record Wait(String reason) implements Progress {}

  /**
   * Time has to pass, as planned.
   *
   * @param reason in words
   * @param until when it goes on
   */
  record Rest(String reason, Instant until) implements Progress {}

  /** A decision was taken that has to be kept before anything is done about it. */
  record Decided(Operation operation) implements Progress {}

  /** The goal cannot be reached from here any more; the cluster is whole. */
  record GiveUp(String reason) implements Progress {}

  static Progress act(Command... commands) {
    return new Act(List.of(commands));
  }
}
