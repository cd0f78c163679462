package dev.slotwright.judgement;

import dev.slotwright.cluster.Node;
import dev.slotwright.cluster.NodeId;
import dev.slotwright.cluster.SlotSet;
import dev.slotwright.judgement.Reason.Code;
import dev.slotwright.judgement.Reason.Stage;
import dev.slotwright.plan.ShrinkLayout;
import dev.slotwright.plan.SlotBalancer;
import dev.slotwright.plan.SlotPlan;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Gives every slot its final owner for the number of shards that is wanted. */
final class PlanStage implements StageRule {
  @Override
  public Proposal apply(Proposal proposal, Scene scene) {
    if (proposal.grows()) {
      return grown(proposal, scene, Footprint.of(scene));
    }
    if (proposal.shrinks()) {
      return shrunk(proposal, scene, Footprint.ofSurvivors(scene));
    }
    return proposal.rebalances()
        ? proposal.note(Stage.PLAN, Code.PLANNED, sentence(proposal.draft().orElseThrow().plan()))
        : proposal;
  }

  /** Masters without slots are used first; pods that do not exist yet have names of their own. */
  private static Proposal grown(Proposal proposal, Scene scene, Footprint footprint) {
    Map<NodeId, SlotSet> owners = scene.ownersNow();
    List<Node> empty =
        scene.situation().observation().view().masters().stream()
            .filter(node -> node.slots().isEmpty() && node.healthy())
            .limit(proposal.wanted() - proposal.shards())
            .toList();
    empty.forEach(node -> owners.put(node.id(), SlotSet.EMPTY));
    for (int i = 1; owners.size() < proposal.wanted(); i++) {
      owners.put(new NodeId("new-" + i), SlotSet.EMPTY);
    }
    SlotPlan plan =
        SlotBalancer.plan(
            new SlotBalancer.Request(
                    owners, footprint.weights(), scene.policy().rebalance().target())
                .under(footprint.hardBytes()));
    return proposal.planned(
        new Draft(Draft.Kind.SCALE_OUT, plan), Stage.PLAN, Code.PLANNED, sentence(plan));
  }

  /**
   * Owners are today's masters: those that a scale-in promotes first take over their master's part
   * of the plan.
   */
  private static Proposal shrunk(Proposal proposal, Scene scene, Footprint footprint) {
    Set<NodeId> draining =
        ShrinkLayout.of(
                scene.situation().observation(),
                proposal.wanted(),
                scene.policy().bounds().replicasPerShard(),
                footprint.weights())
            .drain();
    SlotPlan plan =
        SlotBalancer.plan(
            new SlotBalancer.Request(
                    scene.ownersNow(), footprint.weights(), scene.policy().rebalance().target())
                .drain(draining)
                .under(footprint.hardBytes()));
    Optional<String> full =
        draining.stream()
            .filter(plan.owners()::containsKey)
            .sorted()
            .findFirst()
            .map(node -> "no shard has room for all of " + node.brief())
            .or(() -> footprint.excess(plan.owners()).map(Footprint.Excess::toString));
    if (full.isPresent()) {
      return proposal.stop(
          Stage.PLAN,
          Code.SURVIVORS_TOO_FULL,
          Optional.empty(),
          "with %d shards, %s".formatted(proposal.wanted(), full.get()));
    }
    return proposal.planned(
        new Draft(Draft.Kind.SCALE_IN, plan), Stage.PLAN, Code.PLANNED, sentence(plan));
  }

  private static String sentence(SlotPlan plan) {
    return String.format(
        Locale.ROOT,
        "%d slots move with %s%.1f MiB; at least %.1f MiB have to",
        plan.slotsMoved(),
        plan.estimated() ? "about " : "",
        plan.bytes() / 1048576.0,
        plan.lowerBoundBytes() / 1048576.0);
  }
}
