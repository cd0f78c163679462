package dev.slotwright.operation;

import dev.slotwright.operation.Controller.Inputs;
import dev.slotwright.operation.Controller.Reaction;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Open slots that no mover is working on come before everything else: while one is open, a failover
 * of its source forks its data on Redis.
 */
final class OpenSlots {
  /** Told when they stay open after so many tries. */
  private static final int TRIES = 2;

  private OpenSlots() {}

  static Optional<Reaction> close(ClusterState state, Operation operation, Inputs in) {
    if (in.move() instanceof MoveStatus.Running) {
      return Optional.empty();
    }
    if (in.observation().view().openSlots().isEmpty()) {
      return Optional.empty();
    }
    Optional<Retry> tried = state.retries().closing();
    ClusterState told =
        tried.filter(retry -> retry.attempts() >= TRIES).isPresent()
            ? InFlight.wait(
                state, operation, "slots stay open, closing them again", Duration.ZERO, in)
            : state;
    if (tried.filter(retry -> retry.holdsAt(in.now())).isPresent()) {
      return Optional.of(new Reaction(told, List.of(), Optional.empty()));
    }
    return Optional.of(
        new Reaction(
            told.retries(told.retries().closing(Optional.of(Retry.oneMore(tried, in.now())))),
            List.of(new Command.CloseOpenSlots(operation.header().id())),
            Optional.empty()));
  }
}
