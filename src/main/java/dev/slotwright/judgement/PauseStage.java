package dev.slotwright.judgement;

import dev.slotwright.judgement.Reason.Code;
import dev.slotwright.judgement.Reason.Stage;
import dev.slotwright.policy.Pause;
import java.util.Optional;

/** What the policy file or the API has paused. */
final class PauseStage implements StageRule {
  @Override
  public Proposal apply(Proposal proposal, Scene scene) {
    if (proposal.draft().isEmpty()) {
      return proposal;
    }
    Pause pause = scene.policy().pause().or(scene.situation().history().pause());
    boolean paused =
        pause.all()
            || (proposal.grows() && pause.scaleOut())
            || (proposal.shrinks() && pause.scaleIn());
    if (!paused) {
      return proposal.note(Stage.PAUSE, Code.PASSED, "not paused");
    }
    String what = pause.all() ? "everything" : proposal.grows() ? "scale-out" : "scale-in";
    String where = scene.policy().pause().equals(pause) ? "by the policy" : "through the API";
    return proposal.stop(
        Stage.PAUSE, Code.PAUSED, Optional.empty(), "%s is paused %s".formatted(what, where));
  }
}
