package dev.slotwright.judgement;

import dev.slotwright.judgement.Reason.Code;
import dev.slotwright.judgement.Reason.Stage;

/** No more shards at once than {@code maxStep} of the direction. */
final class StepStage implements StageRule {
  @Override
  public Proposal apply(Proposal proposal, Scene scene) {
    int most =
        proposal.grows() ? scene.policy().scaleOut().maxStep() : scene.policy().scaleIn().maxStep();
    int change = proposal.wanted() - proposal.shards();
    if (Math.abs(change) <= most) {
      return change == 0
          ? proposal
          : proposal.note(Stage.STEP, Code.PASSED, "no more than %d at once".formatted(most));
    }
    return proposal.to(
        proposal.shards() + Integer.signum(change) * most,
        Stage.STEP,
        Code.STEP_LIMITED,
        "%s.maxStep is %d".formatted(change > 0 ? "scaleOut" : "scaleIn", most));
  }
}
