package dev.slotwright.api;

import dev.slotwright.judgement.Reason;
import dev.slotwright.judgement.Verdict;
import dev.slotwright.operation.Verdicts;
import dev.slotwright.plan.SlotPlan;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What is to be done, and why.
 *
 * @param verdict {@code scale-out}, {@code scale-in}, {@code rebalance} or {@code hold}
 * @param code the deciding reason
 * @param shards at the time
 * @param target shards wanted
 * @param until when to look again, where a hold knows it
 * @param at when it was reached, or last reached again
 * @param plan what is to be moved, or would be
 * @param reasons one for each stage that was passed, in order
 */
public record VerdictDetail(
    String verdict,
    String code,
    int shards,
    int target,
    Optional<Instant> until,
    Optional<Instant> at,
    Optional<Plan> plan,
    List<Step> reasons) {

  /**
   * A plan.
   *
   * @param hash what an approval names
   * @param bytes to move
   * @param estimated whether {@code bytes} is an estimate
   */
  public record Plan(String hash, int slots, long bytes, boolean estimated) {}

  /**
   * One stage.
   *
   * @param before shards wanted going in
   * @param after shards wanted coming out
   */
  public record Step(String stage, String code, int before, int after, String why) {
    static Step of(Reason reason) {
      return new Step(
          Words.lower(reason.stage()),
          reason.code().name(),
          reason.before(),
          reason.after(),
          reason.why());
    }
  }

  static VerdictDetail of(Verdict verdict, Optional<Instant> at) {
    Optional<Instant> until =
        verdict instanceof Verdict.Hold hold ? hold.until() : Optional.empty();
    return new VerdictDetail(
        verdict.name(),
        Verdicts.code(verdict).name(),
        verdict.shards(),
        verdict.target(),
        until,
        at,
        verdict.slotPlan().map(plan -> plan(verdict, plan)),
        verdict.reasons().stream().map(Step::of).toList());
  }

  private static Plan plan(Verdict verdict, SlotPlan plan) {
    return new Plan(
        verdict.planHash().orElse(""), plan.slotsMoved(), plan.bytes(), plan.estimated());
  }
}
