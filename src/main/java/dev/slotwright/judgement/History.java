package dev.slotwright.judgement;

import dev.slotwright.policy.Pause;
import java.time.Instant;
import java.util.Optional;

/**
 * What a judgement has to know of the past; comes from the state record.
 *
 * @param lastScaleOut when the last one was completed
 * @param lastScaleIn when the last one was completed
 * @param lastRebalance when the last one was completed
 * @param pause asked for through the API
 * @param approval the plan that was approved, if one is waiting to be used
 */
public record History(
    Optional<Instant> lastScaleOut,
    Optional<Instant> lastScaleIn,
    Optional<Instant> lastRebalance,
    Pause pause,
    Optional<Approved> approval) {
  public static final History NONE =
      new History(
          Optional.empty(), Optional.empty(), Optional.empty(), Pause.NONE, Optional.empty());

  public History scaledOut(Instant at) {
    return new History(Optional.of(at), lastScaleIn, lastRebalance, pause, approval);
  }

  public History scaledIn(Instant at) {
    return new History(lastScaleOut, Optional.of(at), lastRebalance, pause, approval);
  }

  public History rebalanced(Instant at) {
    return new History(lastScaleOut, lastScaleIn, Optional.of(at), pause, approval);
  }

  public History paused(Pause asked) {
    return new History(lastScaleOut, lastScaleIn, lastRebalance, asked, approval);
  }

  public History approved(Approved given) {
    return new History(lastScaleOut, lastScaleIn, lastRebalance, pause, Optional.of(given));
  }

  public History withoutApproval() {
    return new History(lastScaleOut, lastScaleIn, lastRebalance, pause, Optional.empty());
  }

  /**
   * An approval.
   *
   * @param planHash of the very plan
   * @param by who
   * @param at when
   */
  public record Approved(String planHash, String by, Instant at) {}
}
