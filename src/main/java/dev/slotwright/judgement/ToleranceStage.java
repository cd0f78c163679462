package dev.slotwright.judgement;

import dev.slotwright.judgement.Reason.Code;
import dev.slotwright.judgement.Reason.Stage;
import java.util.List;

/** Signals within the tolerance of their target, by direction, ask for no change. */
final class ToleranceStage implements StageRule {
  @Override
  public Proposal apply(Proposal proposal, Scene scene) {
    List<Vote> votes = scene.votes();
    int tolerated = votes.stream().mapToInt(Vote::tolerated).max().orElseThrow();
    if (tolerated != proposal.shards()) {
      return tolerated == proposal.wanted()
          ? proposal.note(Stage.TOLERANCE, Code.PASSED, "outside the tolerance of the target")
          : proposal.to(
              tolerated,
              Stage.TOLERANCE,
              Code.WITHIN_TOLERANCE,
              "signals within their tolerance ask for no change");
    }
    boolean unknown = votes.stream().anyMatch(vote -> vote.missing() == proposal.shards());
    if (unknown) {
      return proposal.content(
          Stage.TOLERANCE, Code.MISSING_DATA, "a signal without fresh samples asks for no change");
    }
    return proposal.content(
        Stage.TOLERANCE,
        Code.WITHIN_TOLERANCE,
        "within %s above and %s below the target"
            .formatted(
                Demand.number(scene.policy().scaleOut().tolerance()),
                Demand.number(scene.policy().scaleIn().tolerance())));
  }
}
