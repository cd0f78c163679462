package dev.slotwright.operation;

import dev.slotwright.cluster.ClusterView;
import dev.slotwright.cluster.Node;
import dev.slotwright.cluster.NodeId;
import dev.slotwright.cluster.Observation;
import dev.slotwright.cluster.Pod;
import dev.slotwright.event.Event;
import dev.slotwright.operation.Controller.Inputs;
import dev.slotwright.policy.Mode;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Hands masters over whose pods are to be deleted, one at a time: a replica in sync takes over by
 * CLUSTER FAILOVER while the pod's preStop hook holds the old process up.
 *
 * <p>It is no scaling, so a pause does not hold it; where a policy only observes or recommends,
 * nothing is done. A move is stopped first, with no slot left open, because a failover of an open
 * slot's owner forks the slot's data; its operation plans the rest anew afterwards. A pod that a
 * scale-in takes away owns no slot by then, so it is none of these.
 */
final class Disruption {
  static final String NOT_HANDED_OVER = "master-not-handed-over";

  /**
   * What is to be done about it.
   *
   * @param busy whether a master is being handed over: nothing else is to be done
   * @param commands for it
   */
  record Outcome(ClusterState state, boolean busy, List<Command> commands) {}

  /** A master that owns slots, in a pod that is to be deleted. */
  private record Leaver(Pod pod, Node master) {}

  private Disruption() {}

  static Outcome next(ClusterState before, Inputs in) {
    ClusterState state = settled(before, in);
    if (!acts(in)) {
      return new Outcome(state, false, List.of());
    }
    for (Leaver leaver : leavers(in.observation())) {
      Optional<String> unsafe = unsafe(leaver, in);
      Successor successor =
          new Successor(in.observation(), leaver.pod(), leaver.master(), staying(state, in));
      Optional<HandOver> next =
          unsafe.isPresent() ? Optional.empty() : successor.choice().map(to -> of(leaver, to, in));
      if (next.isPresent()) {
        return begin(state, next.get(), in);
      }
      state = refuse(state, leaver, unsafe.orElseGet(successor::refusal), in);
    }
    return new Outcome(state, false, List.of());
  }

  private static boolean acts(Inputs in) {
    return in.policy()
        .map(policy -> policy.mode() == Mode.ENFORCE || policy.mode() == Mode.APPROVE)
        .orElse(false);
  }

  private static List<Leaver> leavers(Observation seen) {
    return seen.view().owners().stream()
        .flatMap(
            owner ->
                seen.podOf(owner.id()).filter(Pod::terminating).stream()
                    .map(pod -> new Leaver(pod, owner)))
        .sorted(Comparator.comparingInt(leaver -> leaver.pod().ordinal()))
        .toList();
  }

  /** Pods that neither the set nor a scale-in in flight is about to lose. */
  private static int staying(ClusterState state, Inputs in) {
    int desired = in.observation().pods().desired();
    return state
        .operation()
        .filter(ScaleIn.class::isInstance)
        .map(scaleIn -> Math.min(desired, scaleIn.header().pods()))
        .orElse(desired);
  }

  /**
   * Why its failover would do harm, or cannot succeed. Slots of a move that runs are closed first.
   */
  private static Optional<String> unsafe(Leaver leaver, Inputs in) {
    ClusterView view = in.observation().view();
    if (view.report(leaver.master().id()).isEmpty()) {
      return Optional.of("it does not answer; the cluster elects by itself then");
    }
    boolean open =
        view.openSlots().stream()
            .anyMatch(
                slot ->
                    slot.source().equals(leaver.master().id())
                        || slot.target().equals(leaver.master().id()));
    return open && !(in.move() instanceof MoveStatus.Running)
        ? Optional.of("slots of it are open that nobody here has opened; close them")
        : Optional.empty();
  }

  private static HandOver of(Leaver leaver, NodeId to, Inputs in) {
    return new HandOver(
        leaver.pod().name(),
        leaver.pod().uid(),
        leaver.master().id(),
        to,
        leaver.master().slots().size(),
        in.now());
  }

  private static Outcome begin(ClusterState state, HandOver next, Inputs in) {
    Instant since =
        state
            .handOvers()
            .begun()
            .filter(begun -> begun.uid().equals(next.uid()))
            .map(HandOver::since)
            .orElse(in.now());
    Command command =
        in.move() instanceof MoveStatus.Running
            ? new Command.StopMove()
            : new Command.HandOver(next.pod(), next.to());
    return new Outcome(
        state.with(state.handOvers().begun(Optional.of(next.since(since)))),
        true,
        List.of(command));
  }

  private static ClusterState refuse(ClusterState state, Leaver leaver, String why, Inputs in) {
    if (state.handOvers().told().contains(leaver.pod().uid())) {
      return state;
    }
    Event warning =
        new Event.Warned(
            NOT_HANDED_OVER,
            ("pod %s is to be deleted, and the %d slots of its node %s cannot be handed over: %s;"
                    + " it is handed over as soon as that changes, else its preStop hook asks for a"
                    + " failover when its time is up")
                .formatted(
                    leaver.pod().name(),
                    leaver.master().slots().size(),
                    leaver.master().id().brief(),
                    why));
    return state
        .with(state.handOvers().tell(leaver.pod().uid()))
        .tell(in.cluster(), in.now(), List.of(warning));
  }

  /** Tells what was commanded once the nodes say that it is so, whoever did it in the end. */
  private static ClusterState settled(ClusterState state, Inputs in) {
    Observation seen = in.observation();
    List<Pod> terminating = seen.pods().pods().stream().filter(Pod::terminating).toList();
    HandOvers known = state.handOvers().only(terminating.stream().map(Pod::uid).toList());
    ClusterState next = known.equals(state.handOvers()) ? state : state.with(known);
    if (known.begun().isEmpty()) {
      return next;
    }
    HandOver begun = known.begun().get();
    boolean leaves = terminating.stream().anyMatch(pod -> pod.uid().equals(begun.uid()));
    Optional<Node> owner = ownerAfter(seen.view(), begun);
    if (owner.isEmpty()) {
      return leaves ? next : next.with(known.begun(Optional.empty()));
    }
    if (!owner.get().id().equals(begun.from())) {
      return next.with(known.begun(Optional.empty()))
          .tell(in.cluster(), in.now(), List.of(replaced(begun, owner.get(), in.now())));
    }
    return leaves
        ? next
        : next.with(known.begun(Optional.empty()))
            .tell(in.cluster(), in.now(), List.of(tooLate(begun)));
  }

  /** Who has the shard's slots now, as far as can be said. */
  private static Optional<Node> ownerAfter(ClusterView view, HandOver begun) {
    return view.node(begun.to())
        .filter(node -> node.isMaster() && !node.slots().isEmpty())
        .or(() -> view.masterOf(begun.from()).filter(node -> !node.slots().isEmpty()));
  }

  private static Event replaced(HandOver begun, Node owner, Instant now) {
    return new Event.MasterReplaced(
        begun.pod(),
        begun.from().value(),
        owner.id().value(),
        owner.slots().size(),
        Duration.between(begun.since(), now).toMillis() / 1000.0);
  }

  private static Event tooLate(HandOver begun) {
    return new Event.Warned(
        NOT_HANDED_OVER,
        ("pod %s ended before a replica had taken the %d slots of its node %s: give it a preStop"
                + " hook that waits, and a longer grace period")
            .formatted(begun.pod(), begun.slots(), begun.from().brief()));
  }
}
