package dev.slotwright.operation;

import dev.slotwright.event.Event;
import dev.slotwright.policy.Pause;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What operators want of the operation in flight, or what has turned out that it cannot go on with;
 * ends with it.
 *
 * @param pace of its moves
 * @param abort why it is to be given up, if it is
 */
public record Steering(MovePace pace, Optional<String> abort) {
  /** Nobody has asked for anything. */
  public static final Steering NONE = new Steering(MovePace.FULL, Optional.empty());

  /** What may be asked for. */
  public enum Wish {
    PAUSE,
    RESUME,
    SLOWER,
    FASTER,
    ABORT;

    /** As in requests and events: {@code slower}. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * Why a wish cannot be met now.
   *
   * @param help what can be done instead
   */
  public record Refused(String why, String help) {}

  private static final Pause ALL = new Pause(true, false, false);

  /** Empty when the wish can be met. */
  public static Optional<Refused> refusal(ClusterState state, Wish wish) {
    if (state.operation().isEmpty()) {
      return Optional.of(
          new Refused("no operation is in flight", "pause the cluster to hold back the next"));
    }
    return wish == Wish.ABORT ? unfit(state.operation().get()) : Optional.empty();
  }

  /** An operation that has gone too far to be given up is only held by a pause. */
  private static Optional<Refused> unfit(Operation operation) {
    return switch (operation) {
      case Form form ->
          Optional.of(
              new Refused(
                  "a cluster that is being formed moves no slots", "pause the cluster to hold it"));
      case ScaleIn in when in.drained().isPresent() ->
          Optional.of(
              new Refused(
                  "all slots have left the nodes that go", "pause the cluster to hold the rest"));
      case ScaleIn in -> Optional.empty();
      case ScaleOut out -> Optional.empty();
      case Rebalance rebalance -> Optional.empty();
    };
  }

  /**
   * The state with a wish in it. An abort pauses the cluster too, or what was given up would be
   * begun again at once.
   *
   * @param by who asked
   */
  public static ClusterState asked(
      ClusterState state, Wish wish, String by, String cluster, Instant now) {
    Optional<Refused> refusal = refusal(state, wish);
    if (refusal.isPresent()) {
      String why =
          "%s by %s: %s; %s".formatted(wish.word(), by, refusal.get().why(), refusal.get().help());
      return state.tell(cluster, now, List.of(new Event.Warned("request-not-met", why)));
    }
    Steering steering = state.steering().with(wish, by);
    Event.MovePaced paced =
        new Event.MovePaced(
            state.operation().orElseThrow().header().id(),
            wish.word(),
            steering.pace().paused(),
            steering.pace().share(),
            by);
    ClusterState next = state.steering(steering).tell(cluster, now, List.of(paced));
    return wish == Wish.ABORT ? next.with(next.history().paused(ALL)) : next;
  }

  /** Given up once no slot is open; an operator's reason stands. */
  Steering abort(String why) {
    return new Steering(pace, abort.or(() -> Optional.of(why)));
  }

  private Steering with(Wish wish, String by) {
    return switch (wish) {
      case PAUSE -> new Steering(pace.pause(), abort);
      case RESUME -> new Steering(pace.resume(), abort);
      case SLOWER -> new Steering(pace.slower(), abort);
      case FASTER -> new Steering(pace.faster(), abort);
      case ABORT ->
          new Steering(
              pace,
              Optional.of(
                  "aborted by " + by + "; the cluster is paused, resume lets it be judged anew"));
    };
  }
}
