package dev.slotwright.judgement;

import dev.slotwright.judgement.Reason.Code;
import dev.slotwright.judgement.Reason.Stage;
import dev.slotwright.policy.Bounds;

/** The policy's bounds. */
final class BoundsStage implements StageRule {
  @Override
  public Proposal apply(Proposal proposal, Scene scene) {
    Bounds bounds = scene.policy().bounds();
    int bounded = bounds.clamp(proposal.wanted());
    if (bounded == proposal.wanted()) {
      return proposal.note(
          Stage.BOUNDS,
          Code.PASSED,
          "within %d to %d shards".formatted(bounds.minShards(), bounds.maxShards()));
    }
    return bounded < proposal.wanted()
        ? proposal.to(bounded, Stage.BOUNDS, Code.AT_MAX_SHARDS, "bounds.maxShards is " + bounded)
        : proposal.to(bounded, Stage.BOUNDS, Code.AT_MIN_SHARDS, "bounds.minShards is " + bounded);
  }
}
