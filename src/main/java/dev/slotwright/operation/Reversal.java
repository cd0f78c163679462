package dev.slotwright.operation;

import dev.slotwright.judgement.Judge;
import dev.slotwright.judgement.Reason;
import dev.slotwright.judgement.Situation;
import dev.slotwright.judgement.Verdict;
import dev.slotwright.operation.Controller.Inputs;
import java.util.Optional;

/**
 * Whether a scale-in has become wrong while it drains: a signal is above its hard limit, or the
 * survivors cannot take what is drained. Once everything is drained it is finished.
 */
final class Reversal {
  /** Moves that failed in a row without one slot moved. */
  private static final int FAILURES = 5;

  private Reversal() {}

  static Optional<String> of(ClusterState state, Operation operation, Inputs in) {
    if (!(operation instanceof ScaleIn scaleIn) || scaleIn.drained().isPresent()) {
      return Optional.empty();
    }
    if (state.retries().move().filter(retry -> retry.attempts() >= FAILURES).isPresent()) {
      return Optional.of("the drain failed " + FAILURES + " times in a row");
    }
    Verdict verdict =
        Judge.judge(
            new Situation(
                in.policy().orElseThrow(),
                in.observation(),
                in.window(),
                in.bytes(),
                state.history(),
                in.completeSince(),
                in.now()));
    return verdict.reasons().stream()
        .filter(reason -> reason.code() == Reason.Code.HARD_BREACH)
        .filter(reason -> reason.after() > scaleIn.header().toShards())
        .map(Reason::why)
        .findFirst();
  }
}
