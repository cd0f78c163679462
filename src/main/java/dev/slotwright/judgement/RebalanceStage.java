package dev.slotwright.judgement;

import dev.slotwright.cluster.NodeId;
import dev.slotwright.judgement.Reason.Code;
import dev.slotwright.judgement.Reason.Stage;
import dev.slotwright.load.ShardLoad;
import dev.slotwright.load.Signal;
import dev.slotwright.plan.SlotPlan;
import dev.slotwright.policy.Bounds;
import dev.slotwright.policy.SignalTarget;
import java.util.Optional;

/**
 * Levels the shards that are there when that is what is needed: a shard is over its target while
 * the cluster as a whole is not, or the fullest one is too far above the mean.
 */
final class RebalanceStage implements StageRule {
  /** Differences under this are noise: buffers, expiring keys, an almost empty cluster. */
  private static final long LEAST_EXCESS_BYTES = 1024 * 1024;

  @Override
  public Proposal apply(Proposal proposal, Scene scene) {
    if (proposal.grows() || proposal.shrinks()) {
      return proposal;
    }
    Optional<Vote> hot = scene.votes().stream().filter(Vote::hot).findFirst();
    return hot.isPresent()
        ? cooled(proposal, scene, hot.get())
        : levelled(proposal, scene, Footprint.of(scene));
  }

  private static Proposal cooled(Proposal proposal, Scene scene, Vote hot) {
    Bounds bounds = scene.policy().bounds();
    String why = scene.why(hot);
    if (!scene.policy().preferRebalance() && proposal.shards() < bounds.maxShards()) {
      return proposal.to(
          proposal.shards() + 1,
          Stage.REBALANCE,
          Code.HOT_SHARD,
          why + "; the policy prefers one shard more to a rebalance");
    }
    Footprint footprint = Footprint.of(scene);
    Optional<SlotPlan> plan =
        Levelling.byBytes(scene, footprint)
            .filter(level -> footprint.excess(level.owners()).isEmpty())
            .or(
                () ->
                    Levelling.byBytesAndCpu(scene, footprint)
                        .filter(level -> footprint.excess(level.owners()).isEmpty()));
    if (growsUnseeing(scene, hot, footprint, plan.isPresent())) {
      return proposal.to(
          proposal.shards() + 1,
          Stage.REBALANCE,
          Code.HARD_BREACH,
          why + "; too little is known of the other shards to rebalance: one shard more");
    }
    if (plan.isPresent()) {
      return proposal.planned(
          new Draft(Draft.Kind.REBALANCE, plan.get()),
          Stage.REBALANCE,
          Code.REBALANCE_SUFFICES,
          "%s; moving %d slots brings every shard under its target"
              .formatted(why, plan.get().slotsMoved()));
    }
    int most =
        Math.min(bounds.maxShards(), proposal.shards() + scene.policy().scaleOut().maxStep());
    int fewest = hot.missing() > 0 ? 0 : footprint.fewestShards(most).orElse(0);
    return hot.signal() == Signal.MEMORY && fewest > proposal.shards()
        ? proposal.to(
            fewest,
            Stage.REBALANCE,
            Code.HOT_SHARD,
            "%s; slots are too big to level %d shards, %d would do"
                .formatted(why, proposal.shards(), fewest))
        : levelled(stuck(proposal, hot, why, footprint), scene, footprint);
  }

  /**
   * Memory over its hard limit does not wait for samples of the other shards where a rebalance has
   * to, unless one slot alone is over that limit.
   */
  private static boolean growsUnseeing(
      Scene scene, Vote hot, Footprint footprint, boolean planned) {
    if (hot.signal() != Signal.MEMORY || !hot.breach() || hot.missing() == 0) {
      return false;
    }
    SignalTarget memory = scene.policy().signals().get(Signal.MEMORY);
    boolean waits = scene.validRatio() < scene.policy().missingData().minValidShardRatio();
    return (!planned || waits)
        && scene.owners().size() < scene.policy().bounds().maxShards()
        && footprint.heaviestSlotShare() <= memory.hard().orElseThrow() / memory.target();
  }

  /** Says why nothing helps, and keeps looking for something that at least makes it more even. */
  private static Proposal stuck(Proposal proposal, Vote hot, String why, Footprint footprint) {
    if (hot.missing() > 0) {
      return proposal.heldBack(
          Stage.REBALANCE,
          Code.MISSING_DATA,
          why + "; what the stale shards hold decides whether a rebalance would do");
    }
    return hot.signal() == Signal.MEMORY && footprint.heaviestSlotShare() > 1
        ? proposal.heldBack(
            Stage.REBALANCE,
            Code.HOT_SLOT_UNSPLITTABLE,
            why + "; one slot alone is over the target: spread its hash tag over more")
        : proposal.heldBack(
            Stage.REBALANCE,
            Code.HOT_SHARD,
            why + "; no rebalance brings every shard under its target");
  }

  private static Proposal levelled(Proposal proposal, Scene scene, Footprint footprint) {
    var weights = footprint.weights();
    double mean = (double) scene.bytes(weights) / scene.owners().size();
    long fullest =
        scene.owners().stream().mapToLong(node -> weights.total(node.slots())).max().orElse(0);
    double above = mean > 0 ? fullest / mean - 1 : 0;
    double trigger = scene.policy().rebalance().trigger();
    String found =
        "the fullest shard holds %s of the mean above it, %s are allowed"
            .formatted(Demand.number(above), Demand.number(trigger));
    if (above <= trigger || fullest - mean < LEAST_EXCESS_BYTES) {
      return proposal.note(Stage.REBALANCE, Code.BALANCED, found);
    }
    Optional<SlotPlan> plan =
        Levelling.byBytes(scene, footprint).filter(level -> level.peakBytes() < fullest);
    if (plan.isEmpty()) {
      return proposal.note(Stage.REBALANCE, Code.BALANCED, found + "; no plan makes it more even");
    }
    Optional<NodeId> busy = busyTarget(plan.get(), scene);
    if (busy.isPresent()) {
      return proposal.note(
          Stage.REBALANCE,
          Code.HOT_SHARD,
          "%s; but slots would move to shard %s, whose CPU is over its target"
              .formatted(found, busy.get().brief()));
    }
    Optional<Footprint.Excess> excess = footprint.excess(plan.get().owners());
    boolean overBefore = footprint.excess(scene.ownersNow()).isPresent();
    if (excess.isPresent() && !overBefore) {
      return proposal.note(
          Stage.REBALANCE, Code.BALANCED, found + "; but evened out, " + excess.get());
    }
    return proposal.planned(
        new Draft(Draft.Kind.REBALANCE, plan.get()), Stage.REBALANCE, Code.UNBALANCED, found);
  }

  /** A shard that is to take slots although its CPU is over its ceiling as it is. */
  private static Optional<NodeId> busyTarget(SlotPlan plan, Scene scene) {
    SignalTarget target = scene.policy().signals().get(Signal.ENGINE_CPU);
    if (target == null) {
      return Optional.empty();
    }
    double ceiling = scene.demand().ceiling(target);
    return scene.load().shards().stream()
        .filter(shard -> shard.has(Signal.ENGINE_CPU))
        .filter(shard -> shard.values().get(Signal.ENGINE_CPU) > ceiling)
        .map(ShardLoad::master)
        .filter(master -> plan.moves().stream().anyMatch(move -> move.to().equals(master)))
        .findFirst();
  }
}
