package dev.slotwright.judgement;

import dev.slotwright.cluster.ClusterView;
import dev.slotwright.cluster.Node;
import dev.slotwright.judgement.Reason.Code;
import dev.slotwright.judgement.Reason.Stage;
import dev.slotwright.load.Metric;
import dev.slotwright.load.Signal;
import dev.slotwright.policy.Guards;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * What must hold before slots move. Growing at a hard breach is let through without fresh samples
 * of all shards, without a full look-back and without replicas in sync; a cluster that is not ok or
 * has open slots waits in any case.
 */
final class GuardStage implements StageRule {
  private record Refusal(Code code, Optional<Instant> until, String why) {
    Refusal(Code code, String why) {
      this(code, Optional.empty(), why);
    }
  }

  @Override
  public Proposal apply(Proposal proposal, Scene scene) {
    if (proposal.draft().isEmpty()) {
      return proposal;
    }
    boolean urgent = proposal.urgent() && proposal.grows();
    Stream<Supplier<Optional<Refusal>>> checks =
        Stream.of(
            () -> clusterState(scene),
            () -> openSlots(scene),
            () -> urgent ? Optional.empty() : missingData(scene),
            () -> proposal.grows() ? Optional.empty() : warmingUp(scene),
            () -> urgent ? Optional.empty() : replicas(scene),
            () -> proposal.shrinks() ? evictions(scene) : Optional.empty(),
            () -> readsThePast(proposal, scene) ? failover(scene) : Optional.empty());
    return checks
        .map(Supplier::get)
        .flatMap(Optional::stream)
        .findFirst()
        .map(no -> proposal.stop(Stage.GUARD, no.code(), no.until(), no.why()))
        .orElseGet(() -> proposal.note(Stage.GUARD, Code.PASSED, "nothing stands in the way"));
  }

  private static Optional<Refusal> clusterState(Scene scene) {
    ClusterView view = scene.situation().observation().view();
    if (!scene.policy().guards().clusterStateOk()) {
      return Optional.empty();
    }
    Optional<Node> ill = scene.owners().stream().filter(node -> !node.healthy()).findFirst();
    if (ill.isPresent()) {
      String why = "master %s is %s".formatted(ill.get().id().brief(), ill.get().health());
      return Optional.of(new Refusal(Code.CLUSTER_NOT_OK, why));
    }
    return view.stateOk()
        ? Optional.empty()
        : Optional.of(new Refusal(Code.CLUSTER_NOT_OK, "a member does not say cluster_state:ok"));
  }

  private static Optional<Refusal> openSlots(Scene scene) {
    var open = scene.situation().observation().view().openSlots();
    if (!scene.policy().guards().noOpenSlots() || open.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Refusal(
            Code.OPEN_SLOTS,
            "slot %s is open on %s: somebody else is moving slots, or a move was broken off"
                .formatted(open.getFirst().slot(), open.getFirst().holder().brief())));
  }

  private static Optional<Refusal> missingData(Scene scene) {
    double least = scene.policy().missingData().minValidShardRatio();
    if (scene.validRatio() >= least) {
      return Optional.empty();
    }
    List<String> stale =
        scene.load().shards().stream()
            .filter(shard -> !shard.fresh(scene.policy().signals().keySet()))
            .map(shard -> shard.master().brief())
            .limit(5)
            .toList();
    return Optional.of(
        new Refusal(
            Code.MISSING_DATA,
            "%s of the shards have fresh samples, %s are needed; stale: %s"
                .formatted(
                    Demand.number(scene.validRatio()),
                    Demand.number(least),
                    String.join(", ", stale))));
  }

  private static Optional<Refusal> warmingUp(Scene scene) {
    Duration lookBack = LookBack.of(scene.policy());
    Optional<Instant> complete = scene.situation().completeSince();
    Optional<Instant> ready = complete.map(since -> since.plus(lookBack));
    if (ready.isPresent() && !scene.now().isBefore(ready.get())) {
      return Optional.empty();
    }
    return Optional.of(
        new Refusal(
            Code.WARMING_UP,
            ready,
            "samples are complete %s, %s are looked back on"
                .formatted(
                    complete.map(since -> "since " + since).orElse("from no moment on yet"),
                    StabilizationStage.seconds(lookBack))));
  }

  private static Optional<Refusal> replicas(Scene scene) {
    ClusterView view = scene.situation().observation().view();
    if (!scene.policy().guards().requireInSyncReplica()
        || scene.policy().bounds().replicasPerShard() == 0) {
      return Optional.empty();
    }
    return scene.owners().stream()
        .filter(master -> view.replicasOf(master.id()).stream().noneMatch(r -> view.inSync(r.id())))
        .findFirst()
        .map(
            master ->
                new Refusal(
                    Code.REPLICA_NOT_IN_SYNC,
                    "master %s has no replica in sync".formatted(master.id().brief())));
  }

  /** Whether it rests on what masters measured that a promoted replica did not: being idle. */
  private static boolean readsThePast(Proposal proposal, Scene scene) {
    return proposal.shrinks()
        || (proposal.rebalances()
            && scene.votes().stream()
                .anyMatch(vote -> vote.hot() && vote.signal() == Signal.ENGINE_CPU));
  }

  private static Optional<Refusal> failover(Scene scene) {
    Duration lookBack = LookBack.of(scene.policy());
    return scene.owners().stream()
        .flatMap(
            master ->
                scene.situation().window().of(master).lastReplica().stream()
                    .map(at -> at.plus(lookBack))
                    .filter(scene.now()::isBefore)
                    .map(
                        over ->
                            new Refusal(
                                Code.RECENT_FAILOVER,
                                Optional.of(over),
                                "master %s was a replica within the last %s: its past is not the shard's"
                                    .formatted(
                                        master.id().brief(),
                                        StabilizationStage.seconds(lookBack)))))
        .max(Comparator.comparing(refusal -> refusal.until().orElseThrow()));
  }

  private static Optional<Refusal> evictions(Scene scene) {
    Guards guards = scene.policy().guards();
    if (!guards.noEvictionsFor().isPositive()) {
      return Optional.empty();
    }
    Instant from = scene.now().minus(guards.noEvictionsFor());
    return scene.owners().stream()
        .filter(
            master ->
                scene.situation().window().of(master).growth(Metric.EVICTED_KEYS, from, scene.now())
                    > 0)
        .findFirst()
        .map(
            master ->
                new Refusal(
                    Code.EVICTING,
                    "master %s evicted keys within the last %s"
                        .formatted(
                            master.id().brief(),
                            StabilizationStage.seconds(guards.noEvictionsFor()))));
  }
}
