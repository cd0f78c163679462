package dev.slotwright.judgement;

import dev.slotwright.judgement.Reason.Code;
import dev.slotwright.judgement.Reason.Stage;
import java.time.Instant;
import java.util.Optional;

/** How far the policy lets a planned change go. */
final class ModeStage implements StageRule {
  @Override
  public Proposal apply(Proposal proposal, Scene scene) {
    if (proposal.draft().isEmpty()) {
      return proposal;
    }
    return switch (scene.policy().mode()) {
      case OBSERVE ->
          proposal.stop(Stage.MODE, Code.OBSERVING, Optional.empty(), "mode Observe: only told");
      case RECOMMEND ->
          proposal.stop(
              Stage.MODE, Code.RECOMMENDING, Optional.empty(), "mode Recommend: planned and told");
      case APPROVE -> approved(proposal, scene);
      case ENFORCE -> proposal.note(Stage.MODE, Code.PASSED, "mode Enforce");
    };
  }

  private static Proposal approved(Proposal proposal, Scene scene) {
    String hash =
        PlanHash.of(proposal.shards(), proposal.wanted(), proposal.draft().orElseThrow().plan());
    Optional<History.Approved> approval = scene.situation().history().approval();
    if (approval.isEmpty()) {
      return waiting(proposal, "plan %s waits for approval".formatted(hash));
    }
    History.Approved given = approval.get();
    Instant expires = given.at().plus(scene.policy().approval().timeToLive());
    if (!given.planHash().equals(hash)) {
      return waiting(
          proposal,
          "plan %s waits for approval; %s approved another, %s"
              .formatted(hash, given.by(), given.planHash()));
    }
    if (scene.now().isAfter(expires)) {
      return waiting(
          proposal,
          "plan %s waits for approval; that of %s expired at %s"
              .formatted(hash, given.by(), expires));
    }
    return proposal.note(
        Stage.MODE,
        Code.APPROVED,
        "plan %s was approved by %s at %s".formatted(hash, given.by(), given.at()));
  }

  private static Proposal waiting(Proposal proposal, String why) {
    return proposal.stop(Stage.MODE, Code.AWAITING_APPROVAL, Optional.empty(), why);
  }
}
