package dev.slotwright.judgement;

import dev.slotwright.judgement.Reason.Code;
import dev.slotwright.judgement.Reason.Stage;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Time since the last completed change of the same kind. Growing at a hard breach does not wait.
 */
final class CooldownStage implements StageRule {
  @Override
  public Proposal apply(Proposal proposal, Scene scene) {
    if (proposal.draft().isEmpty()) {
      return proposal;
    }
    History history = scene.situation().history();
    return switch (proposal.draft().get().kind()) {
      case SCALE_OUT ->
          since(history.lastScaleOut(), scene.policy().scaleOut().cooldown(), proposal, scene);
      case SCALE_IN ->
          since(history.lastScaleIn(), scene.policy().scaleIn().cooldown(), proposal, scene);
      case REBALANCE ->
          since(history.lastRebalance(), scene.policy().rebalance().minInterval(), proposal, scene);
    };
  }

  private static Proposal since(
      Optional<Instant> last, Duration cooldown, Proposal proposal, Scene scene) {
    Optional<Instant> over = last.map(at -> at.plus(cooldown));
    if (over.isEmpty() || !scene.now().isBefore(over.get())) {
      return proposal.note(Stage.COOLDOWN, Code.PASSED, "no cool-down is running");
    }
    if (proposal.urgent() && proposal.grows()) {
      return proposal.note(
          Stage.COOLDOWN,
          Code.HARD_BREACH,
          "a hard limit is passed: not waiting for the cool-down");
    }
    return proposal.stop(
        Stage.COOLDOWN,
        Code.COOLING_DOWN,
        over,
        "the last one was completed %s ago, %s are asked for"
            .formatted(
                StabilizationStage.seconds(Duration.between(last.get(), scene.now())),
                StabilizationStage.seconds(cooldown)));
  }
}
