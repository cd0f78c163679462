package dev.slotwright.operation;

import dev.slotwright.event.Event;
import dev.slotwright.judgement.History;
import dev.slotwright.operation.Controller.Inputs;
import dev.slotwright.operation.Controller.Reaction;
import dev.slotwright.policy.Policy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What to do about an operation that has begun. */
final class InFlight {
  /** How long an operation waits for the same thing before people are told. */
  static final Duration PATIENCE = Duration.ofSeconds(20);

  private InFlight() {}

  static Reaction react(ClusterState state, Operation operation, Inputs in) {
    ClusterState judged = afterMove(state, operation, in);
    Optional<Reaction> closing = OpenSlots.close(judged, operation, in);
    if (closing.isPresent()) {
      return closing.get();
    }
    judged = judged.retries(judged.retries().closing(Optional.empty()));
    Disruption.Outcome disruption = Disruption.next(judged, in);
    judged = disruption.state();
    if (disruption.busy()) {
      return new Reaction(
          wait(judged, operation, "a master is handed over before its pod ends", PATIENCE, in),
          disruption.commands(),
          Optional.empty());
    }
    if (judged.steering().abort().isPresent()) {
      return giveUp(judged, operation, judged.steering().abort().get(), in);
    }
    Optional<String> held = held(judged, in);
    if (held.isPresent()) {
      List<Command> stop =
          in.move() instanceof MoveStatus.Running ? List.of(new Command.StopMove()) : List.of();
      return new Reaction(
          wait(judged, operation, held.get(), Duration.ZERO, in), stop, Optional.empty());
    }
    Optional<String> reversed = Reversal.of(judged, operation, in);
    if (reversed.isPresent()) {
      return giveUp(judged, operation, reversed.get(), in);
    }
    Operation.Sight sight = new Operation.Sight(in.observation(), in.move(), in.bytes());
    return switch (operation.progress(sight)) {
      case Progress.Done done -> reaction(complete(judged, operation, in));
      case Progress.GiveUp(String reason) -> giveUp(judged, operation, reason, in);
      case Progress.Decided(Operation decided) -> reaction(judged.with(decided));
      case Progress.Wait(String reason) -> reaction(wait(judged, operation, reason, PATIENCE, in));
      case Progress.Rest(String reason, Instant until) ->
          reaction(judged.waiting(Optional.of(new Waiting(reason, until, true))));
      case Progress.Act(List<Command> commands) -> act(judged, commands, in);
    };
  }

  /** Why nothing may be done now although the operation could go on. */
  private static Optional<String> held(ClusterState state, Inputs in) {
    if (in.policy().isEmpty()) {
      return Optional.of("the policy of this cluster was removed: bring it back to go on");
    }
    Policy policy = in.policy().get();
    if (policy.pause().or(state.history().pause()).all()) {
      return Optional.of("paused");
    }
    return switch (policy.mode()) {
      case OBSERVE, RECOMMEND ->
          Optional.of("the policy's mode does not let anything be done any more");
      case APPROVE, ENFORCE -> Optional.empty();
    };
  }

  /** A finished order of the mover: forget old failures, or say when to try again. */
  private static ClusterState afterMove(ClusterState state, Operation operation, Inputs in) {
    return switch (in.move()) {
      case MoveStatus.Idle idle -> state;
      case MoveStatus.Running running -> state;
      case MoveStatus.Done done -> state.retries(state.retries().move(Optional.empty()));
      case MoveStatus.Failed failed when failed.targetFull() ->
          state.steering(state.steering().abort(failed.reason() + "; planning anew"));
      case MoveStatus.Failed failed -> {
        int before =
            failed.progress().slotsMoved() > 0
                ? 0
                : state.retries().move().map(Retry::attempts).orElse(0);
        Retry retry = Retry.after(before + 1, failed.retryable(), in.now());
        yield state
            .retries(state.retries().move(Optional.of(retry)))
            .tell(
                in.cluster(),
                in.now(),
                List.of(
                    new Event.OperationBlocked(
                        operation.header().id(), operation.kind(), failed.reason())));
      }
    };
  }

  private static Reaction act(ClusterState state, List<Command> commands, Inputs in) {
    boolean moves = commands.stream().anyMatch(Command.MoveSlots.class::isInstance);
    boolean tooEarly = state.retries().move().filter(r -> r.holdsAt(in.now())).isPresent();
    return moves && tooEarly
        ? reaction(state)
        : new Reaction(state.waiting(Optional.empty()), commands, Optional.empty());
  }

  static ClusterState wait(
      ClusterState state, Operation operation, String reason, Duration patience, Inputs in) {
    Waiting waiting =
        state
            .waiting()
            .filter(w -> w.reason().equals(reason))
            .orElseGet(() -> new Waiting(reason, in.now(), false));
    boolean tell =
        !waiting.told()
            && !(in.move() instanceof MoveStatus.Running && patience.isPositive())
            && !in.now().isBefore(waiting.since().plus(patience));
    ClusterState next =
        state.waiting(Optional.of(new Waiting(reason, waiting.since(), waiting.told() || tell)));
    return tell
        ? next.tell(
            in.cluster(),
            in.now(),
            List.of(new Event.OperationBlocked(operation.header().id(), operation.kind(), reason)))
        : next;
  }

  private static ClusterState complete(ClusterState state, Operation operation, Inputs in) {
    Header header = operation.header();
    Event completed =
        new Event.OperationCompleted(
            header.id(),
            operation.kind(),
            header.toShards(),
            state.tally().slots(),
            state.tally().bytes(),
            Duration.between(header.startedAt(), in.now()).toSeconds());
    return state
        .tell(in.cluster(), in.now(), List.of(completed))
        .with(remembered(state.history(), operation, in.now()))
        .idle()
        .retries(Retries.NONE);
  }

  private static History remembered(History history, Operation operation, Instant now) {
    return switch (operation) {
      case Form form -> history;
      case ScaleOut out -> history.scaledOut(now);
      case ScaleIn in -> history.scaledIn(now);
      case Rebalance rebalance -> history.rebalanced(now);
    };
  }

  /** Not before the move has stopped: an operation that is over leaves no slot open. */
  private static Reaction giveUp(
      ClusterState state, Operation operation, String reason, Inputs in) {
    if (in.move() instanceof MoveStatus.Running) {
      return new Reaction(state, List.of(new Command.StopMove()), Optional.empty());
    }
    Event aborted = new Event.OperationAborted(operation.header().id(), operation.kind(), reason);
    Retry again = Retry.oneMore(state.retries().beginning(), in.now());
    // A scale-in that was given up cools down like one that was done: it is not begun again at
    // once.
    History history =
        operation instanceof ScaleIn ? state.history().scaledIn(in.now()) : state.history();
    return reaction(
        state
            .tell(in.cluster(), in.now(), List.of(aborted))
            .with(history)
            .idle()
            .retries(Retries.NONE.beginning(Optional.of(again))));
  }

  private static Reaction reaction(ClusterState state) {
    return new Reaction(state, List.of(), Optional.empty());
  }
}
