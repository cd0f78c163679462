package dev.slotwright.judgement;

import dev.slotwright.judgement.Reason.Code;
import java.util.List;

/** What each signal asks for; the largest counts, so shrinking needs all of them to agree. */
final class SignalStage implements StageRule {
  @Override
  public Proposal apply(Proposal proposal, Scene scene) {
    List<Vote> votes = scene.votes();
    Proposal heard = proposal;
    int largest = 0;
    for (Vote vote : votes) {
      largest = Math.max(largest, vote.shards());
      Code code =
          vote.breach()
              ? Code.HARD_BREACH
              : vote.missing() == proposal.shards() ? Code.MISSING_DATA : Code.SIGNAL_VALUE;
      heard = heard.heard(code, vote.shards(), scene.why(vote));
      heard = vote.breach() ? heard.urgently() : heard;
    }
    return heard.proposing(largest);
  }
}
