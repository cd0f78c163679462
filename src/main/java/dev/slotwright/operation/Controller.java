package dev.slotwright.operation;

import dev.slotwright.cluster.Observation;
import dev.slotwright.event.Event;
import dev.slotwright.judgement.Judge;
import dev.slotwright.judgement.Situation;
import dev.slotwright.judgement.Verdict;
import dev.slotwright.load.LoadWindow;
import dev.slotwright.load.SlotBytes;
import dev.slotwright.policy.Policy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Decides what happens next with one cluster. A master whose pod is to be deleted is handed over
 * before all else. Without an operation in flight it judges, and may begin one; with one it asks
 * the operation where it is. A pure function: the loop around it observes, keeps the state before
 * it acts, and acts.
 */
public final class Controller {
  private Controller() {}

  /**
   * What a decision is taken from.
   *
   * @param cluster its name
   * @param policy in force; empty when its file was removed
   * @param observation pods and nodes, just now
   * @param window the samples
   * @param bytes memory of each slot's keys
   * @param move what the slot mover is doing
   * @param completeSince from when on the window has everything that was on the topic
   * @param newestArrival when the newest sample was put on the topic
   * @param lastVerdict the fingerprint of the verdict told last
   * @param now the moment of the decision
   */
  public record Inputs(
      String cluster,
      Optional<Policy> policy,
      Observation observation,
      LoadWindow window,
      SlotBytes bytes,
      MoveStatus move,
      Optional<Instant> completeSince,
      Optional<Instant> newestArrival,
      Optional<String> lastVerdict,
      Instant now) {}

  /**
   * What was decided.
   *
   * @param state to be kept before anything is done
   * @param commands to be done then, in their order
   * @param verdict of this judgement, where there was one
   */
  public record Reaction(ClusterState state, List<Command> commands, Optional<Verdict> verdict) {}

  public static Reaction react(ClusterState state, Inputs in) {
    ClusterState noticed = OtherHands.notice(state, in);
    return noticed
        .operation()
        .map(operation -> InFlight.react(noticed, operation, in))
        .orElseGet(() -> idle(noticed, in));
  }

  private static Reaction idle(ClusterState state, Inputs in) {
    Disruption.Outcome disruption = Disruption.next(state, in);
    return disruption.busy()
        ? new Reaction(disruption.state(), disruption.commands(), Optional.empty())
        : judge(disruption.state(), in);
  }

  private static Reaction judge(ClusterState state, Inputs in) {
    if (in.policy().isEmpty()) {
      return new Reaction(state, List.of(), Optional.empty());
    }
    Policy policy = in.policy().get();
    Verdict verdict =
        Judge.judge(
            new Situation(
                policy,
                in.observation(),
                in.window(),
                in.bytes(),
                state.history(),
                in.completeSince(),
                in.now()));
    List<Event> events = new ArrayList<>();
    if (!in.lastVerdict().equals(Optional.of(Verdicts.fingerprint(verdict)))) {
      events.add(Verdicts.event(verdict, policy, in));
    }
    Optional<Operation> begun =
        state.retries().beginning().filter(r -> r.holdsAt(in.now())).isPresent()
            ? Optional.empty()
            : Beginnings.form(state, policy, in).or(() -> Beginnings.of(verdict, policy, in));
    begun.ifPresent(operation -> events.add(Beginnings.event(operation)));
    ClusterState next = state.tell(in.cluster(), in.now(), events);
    return new Reaction(begun.map(next::begin).orElse(next), List.of(), Optional.of(verdict));
  }
}
