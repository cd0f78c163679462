package dev.slotwright.judgement;

import dev.slotwright.plan.SlotPlan;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What is to be done with one cluster now, and why. */
public sealed interface Verdict {

  /** Every stage that was passed, in order. */
  List<Reason> reasons();

  /** Shards that the cluster has. */
  int shards();

  /** Add shards. */
  record ScaleOut(int shards, int to, SlotPlan plan, List<Reason> reasons) implements Verdict {}

  /** Remove shards. */
  record ScaleIn(int shards, int to, SlotPlan plan, List<Reason> reasons) implements Verdict {}

  /** Move slots between the shards that are there. */
  record Rebalance(int shards, SlotPlan plan, List<Reason> reasons) implements Verdict {}

  /**
   * Do nothing.
   *
   * @param code the reason that decided it
   * @param wanted shards that would be wanted if nothing held it back
   * @param until when to look again, where it is known
   * @param plan what would be done, where it was planned (modes Observe, Recommend and Approve)
   */
  record Hold(
      int shards,
      int wanted,
      Reason.Code code,
      Optional<Instant> until,
      Optional<SlotPlan> plan,
      List<Reason> reasons)
      implements Verdict {}

  /**
   * For labels and events: {@code scale-out}, {@code scale-in}, {@code rebalance}, {@code hold}.
   */
  default String name() {
    return switch (this) {
      case ScaleOut v -> "scale-out";
      case ScaleIn v -> "scale-in";
      case Rebalance v -> "rebalance";
      case Hold v -> "hold";
    };
  }

  /** Shards after it has been done, or that would be wanted. */
  default int target() {
    return switch (this) {
      case ScaleOut v -> v.to();
      case ScaleIn v -> v.to();
      case Rebalance v -> v.shards();
      case Hold v -> v.wanted();
    };
  }

  /** What is to be moved, or would be. */
  default Optional<SlotPlan> slotPlan() {
    return switch (this) {
      case ScaleOut v -> Optional.of(v.plan());
      case ScaleIn v -> Optional.of(v.plan());
      case Rebalance v -> Optional.of(v.plan());
      case Hold v -> v.plan();
    };
  }

  /**
   * What an approval names: stays the same while the kind of change, both numbers of shards and who
   * owns which slot today stay the same. Unlike {@link SlotPlan#hash} it does not follow bytes,
   * which differ from one second to the next.
   */
  default Optional<String> planHash() {
    return slotPlan().map(plan -> PlanHash.of(shards(), target(), plan));
  }
}
