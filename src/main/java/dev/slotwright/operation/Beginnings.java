package dev.slotwright.operation;

import dev.slotwright.cluster.ClusterView;
import dev.slotwright.event.Event;
import dev.slotwright.judgement.Reason;
import dev.slotwright.judgement.Verdict;
import dev.slotwright.policy.Mode;
import dev.slotwright.policy.Policy;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** From a verdict to the operation that carries it out. */
final class Beginnings {
  private Beginnings() {}

  static Optional<Operation> of(Verdict verdict, Policy policy, Instant now) {
    double tolerance = policy.rebalance().target();
    return switch (verdict) {
      case Verdict.Hold hold -> Optional.empty();
      case Verdict.ScaleOut v ->
          Optional.of(
              new ScaleOut(
                  header("out", v.shards(), v.to(), policy, v.reasons(), now),
                  tolerance,
                  Optional.empty(),
                  Optional.empty()));
      case Verdict.ScaleIn v ->
          Optional.of(
              new ScaleIn(
                  header("in", v.shards(), v.to(), policy, v.reasons(), now),
                  tolerance,
                  Optional.empty(),
                  Optional.empty(),
                  Optional.empty()));
      case Verdict.Rebalance v ->
          Optional.of(
              new Rebalance(
                  header("balance", v.shards(), v.shards(), policy, v.reasons(), now),
                  v.plan().owners()));
    };
  }

  /**
   * A cluster that was never formed: every pod's node is blank, and no node is anywhere else. As
   * many shards as there are pods for, within the bounds.
   */
  static Optional<Operation> form(Policy policy, Controller.Inputs in) {
    ClusterView view = in.observation().view();
    boolean acts = policy.mode() == Mode.ENFORCE || policy.mode() == Mode.APPROVE;
    boolean blank =
        view.nodes().isEmpty()
            && view.foreign().isEmpty()
            && view.unreachable().isEmpty()
            && !view.newcomers().isEmpty();
    if (!acts || !blank || policy.pause().all()) {
      return Optional.empty();
    }
    int podsPerShard = 1 + policy.bounds().replicasPerShard();
    int shards = policy.bounds().clamp(in.observation().pods().desired() / podsPerShard);
    return Optional.of(
        new Form(
            new Header(
                id("form", in.now()),
                in.now(),
                0,
                shards,
                policy.bounds().replicasPerShard(),
                policy.execution(),
                "every node is blank"),
            Optional.empty()));
  }

  static Event event(Operation operation) {
    Header header = operation.header();
    return new Event.OperationStarted(
        header.id(), operation.kind(), header.fromShards(), header.toShards(), header.cause());
  }

  private static Header header(
      String kind, int from, int to, Policy policy, List<Reason> reasons, Instant now) {
    return new Header(
        id(kind, now),
        now,
        from,
        to,
        policy.bounds().replicasPerShard(),
        policy.execution(),
        cause(reasons));
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
