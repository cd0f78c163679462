package dev.slotwright.operation;

import dev.slotwright.event.Event;
import dev.slotwright.judgement.Reason;
import dev.slotwright.judgement.Verdict;
import dev.slotwright.plan.SlotPlan;
import dev.slotwright.policy.Policy;
import java.util.Optional;

/** Verdicts as events; a verdict is told when it differs from the one told before. */
public final class Verdicts {
  private Verdicts() {}

  /** Equal for verdicts that would tell people the same thing. */
  public static String fingerprint(Verdict verdict) {
    return verdict.name()
        + "/"
        + code(verdict)
        + "/"
        + verdict.shards()
        + "/"
        + verdict.target()
        + "/"
        + verdict.planHash().orElse("-");
  }

  /** The deciding reason. */
  public static Reason.Code code(Verdict verdict) {
    return switch (verdict) {
      case Verdict.Hold hold -> hold.code();
      case Verdict.ScaleOut v -> Reason.Code.PLANNED;
      case Verdict.ScaleIn v -> Reason.Code.PLANNED;
      case Verdict.Rebalance v -> Reason.Code.PLANNED;
    };
  }

  public static Optional<SlotPlan> plan(Verdict verdict) {
    return switch (verdict) {
      case Verdict.Hold hold -> hold.plan();
      case Verdict.ScaleOut v -> Optional.of(v.plan());
      case Verdict.ScaleIn v -> Optional.of(v.plan());
      case Verdict.Rebalance v -> Optional.of(v.plan());
    };
  }

  static Event event(Verdict verdict, Policy policy, Controller.Inputs in) {
    Optional<SlotPlan> plan = plan(verdict);
    return new Event.VerdictReached(
        verdict.name(),
        code(verdict).name(),
        verdict.shards(),
        verdict.target(),
        verdict.planHash(),
        plan.map(SlotPlan::bytes).orElse(0L),
        plan.map(SlotPlan::slotsMoved).orElse(0),
        plan.map(SlotPlan::estimated).orElse(false),
        policy.name(),
        policy.hash(),
        in.window().newest(),
        in.newestArrival(),
        verdict.reasons());
  }
}
