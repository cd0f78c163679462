package dev.slotwright.judgement;

import dev.slotwright.cluster.Slot;
import dev.slotwright.judgement.Reason.Code;
import dev.slotwright.judgement.Reason.Stage;
import java.util.List;
import java.util.Optional;

/**
 * From a situation to a verdict, always by the same stages in the same order: what the signals ask
 * for, how much of it stands, how it would be done, whether it may be done now. Pure: the same
 * situation gives the same verdict.
 */
public final class Judge {
  private static final List<StageRule> STAGES =
      List.of(
          new SignalStage(),
          new ToleranceStage(),
          new StabilizationStage(),
          new ScheduleStage(),
          new BoundsStage(),
          new StepStage(),
          new RebalanceStage(),
          new CapacityStage(),
          new PlanStage(),
          new CooldownStage(),
          new GuardStage(),
          new PauseStage(),
          new ModeStage());

  private Judge() {}

  /** What is to be done now, and why. */
  public static Verdict judge(Situation situation) {
    int assigned = situation.observation().view().assigned().size();
    Scene scene = Scene.of(situation);
    Proposal proposal = Proposal.of(scene.owners().size());
    if (assigned == 0) {
      return proposal
          .stop(Stage.GUARD, Code.NOT_FORMED, Optional.empty(), "no slot has an owner yet")
          .verdict();
    }
    if (assigned < Slot.COUNT) {
      String why = "%d slots have no owner that is seen".formatted(Slot.COUNT - assigned);
      return proposal.stop(Stage.GUARD, Code.CLUSTER_NOT_OK, Optional.empty(), why).verdict();
    }
    if (scene.owners().stream().mapToInt(node -> node.slots().size()).sum() > Slot.COUNT) {
      String why = "two masters each say that they own the same slot";
      return proposal.stop(Stage.GUARD, Code.CLUSTER_NOT_OK, Optional.empty(), why).verdict();
    }
    for (StageRule stage : STAGES) {
      proposal = stage.apply(proposal, scene);
      if (proposal.stopped()) {
        break;
      }
    }
    return proposal.verdict();
  }
}
