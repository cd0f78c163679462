package dev.slotwright.judgement;

import dev.slotwright.judgement.Reason.Code;
import dev.slotwright.judgement.Reason.Stage;
import dev.slotwright.policy.Schedule;
import java.util.Comparator;
import java.util.Optional;

/** The calendar's floor: the highest of those in force. */
final class ScheduleStage implements StageRule {
  @Override
  public Proposal apply(Proposal proposal, Scene scene) {
    Optional<Schedule> highest =
        scene.policy().schedules().stream()
            .filter(schedule -> schedule.calendar().covers(scene.now()))
            .max(Comparator.comparingInt(Schedule::floor));
    if (highest.isEmpty()) {
      return proposal;
    }
    int floor = highest.get().floor();
    if (floor <= proposal.wanted()) {
      return proposal.note(
          Stage.SCHEDULE,
          Code.PASSED,
          "schedule %s asks for %d at least".formatted(highest.get().name(), floor));
    }
    boolean reversed = proposal.shrinks() && floor > proposal.shards();
    return proposal.to(
        floor,
        Stage.SCHEDULE,
        reversed ? Code.FLOOR_REVERSED_SCALE_IN : Code.SCHEDULE_FLOOR,
        "schedule %s asks for %d at least%s"
            .formatted(
                highest.get().name(),
                floor,
                reversed ? ": the load alone would have removed shards" : ""));
  }
}
