package dev.slotwright.operation;

import dev.slotwright.cluster.ClusterView;
import dev.slotwright.event.Event;
import dev.slotwright.judgement.Reason;
import dev.slotwright.judgement.Verdict;
import dev.slotwright.operation.Controller.Inputs;
import dev.slotwright.policy.Bounds;
import dev.slotwright.policy.Mode;
import dev.slotwright.policy.Policy;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** From a verdict to the operation that carries it out. */
final class Beginnings {
  private Beginnings() {}

  static Optional<Operation> of(Verdict verdict, Policy policy, Inputs in) {
    double tolerance = policy.rebalance().target();
    return switch (verdict) {
      case Verdict.Hold hold -> Optional.empty();
      case Verdict.ScaleOut v ->
          Optional.of(
              new ScaleOut(
                  header("out", v, growing(v, policy, in), policy, in),
                  tolerance,
                  Optional.empty(),
                  Optional.empty()));
      case Verdict.ScaleIn v ->
          Optional.of(
              new ScaleIn(
                  header("in", v, policy.bounds().pods(v.to()), policy, in),
                  tolerance,
                  Optional.empty(),
                  Optional.empty(),
                  Optional.empty()));
      case Verdict.Rebalance v ->
          Optional.of(
              new Rebalance(
                  header("balance", v, in.observation().pods().desired(), policy, in),
                  v.plan().owners()));
    };
  }

  /**
   * Pods for the new shards beside those that are there, unless blank nodes or empty shards are
   * spare.
   */
  private static int growing(Verdict.ScaleOut verdict, Policy policy, Inputs in) {
    ClusterView view = in.observation().view();
    int spare =
        view.newcomers().size()
            + view.masters().stream()
                .filter(node -> node.slots().isEmpty())
                .mapToInt(node -> 1 + view.replicasOf(node.id()).size())
                .sum();
    int wanted = policy.bounds().pods(verdict.to() - verdict.shards());
    int more = Math.max(0, wanted - spare);
    return Math.max(policy.bounds().pods(verdict.to()), in.observation().pods().desired() + more);
  }

  /**
   * A cluster that was never formed: every pod's node is blank, and no node is anywhere else. As
   * many shards as there are pods for, within the bounds. Nothing can be lost, so mode Approve asks
   * nobody.
   */
  static Optional<Operation> form(ClusterState state, Policy policy, Inputs in) {
    ClusterView view = in.observation().view();
    boolean acts = policy.mode() == Mode.ENFORCE || policy.mode() == Mode.APPROVE;
    boolean blank =
        view.nodes().isEmpty()
            && view.foreign().isEmpty()
            && view.unreachable().isEmpty()
            && !view.newcomers().isEmpty();
    if (!acts || !blank || policy.pause().or(state.history().pause()).all()) {
      return Optional.empty();
    }
    Bounds bounds = policy.bounds();
    int desired = in.observation().pods().desired();
    int shards = bounds.clamp(desired / (1 + bounds.replicasPerShard()));
    return Optional.of(
        new Form(
            new Header(
                id("form", in.now()),
                in.now(),
                0,
                shards,
                bounds.replicasPerShard(),
                desired,
                bounds.pods(shards),
                policy.execution(),
                "every node is blank"),
            Optional.empty()));
  }

  static Event event(Operation operation) {
    Header header = operation.header();
    return new Event.OperationStarted(
        header.id(), operation.kind(), header.fromShards(), header.toShards(), header.cause());
  }

  private static Header header(String kind, Verdict verdict, int pods, Policy policy, Inputs in) {
    return new Header(
        id(kind, in.now()),
        in.now(),
        verdict.shards(),
        verdict.target(),
        policy.bounds().replicasPerShard(),
        in.observation().pods().desired(),
        pods,
        policy.execution(),
        cause(verdict.reasons()));
  }

  /** The signal that asked for most, else the last word. */
  private static String cause(List<Reason> reasons) {
    return reasons.stream()
        .filter(reason -> reason.stage() == Reason.Stage.SIGNAL)
        .reduce((a, b) -> b.after() > a.after() ? b : a)
        .or(() -> reasons.stream().reduce((a, b) -> b))
        .map(Reason::why)
        .orElse("");
  }

  private static String id(String kind, Instant now) {
    return kind + "-" + Long.toString(now.toEpochMilli(), Character.MAX_RADIX);
  }
}
