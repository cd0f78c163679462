package dev.slotwright.judgement;

import dev.slotwright.judgement.Reason.Code;
import dev.slotwright.judgement.Reason.Stage;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A need must have stood for a while: growing takes the smallest and shrinking the largest number
 * that was needed at any moment of the stabilisation time.
 *
 * <p>The past is judged anew from the window, not remembered, so a restart forgets nothing. The
 * number of shards is today's, nothing between two moments is left out for shrinking, and a shard
 * that has no samples from then counts as any missing one: idle for growing, at target for
 * shrinking.
 */
final class StabilizationStage implements StageRule {
  /** Moments of the past that are looked at, at most. */
  private static final int MOST_MOMENTS = 60;

  @Override
  public Proposal apply(Proposal proposal, Scene scene) {
    if (!proposal.grows() && !proposal.shrinks()) {
      return proposal;
    }
    Duration time =
        proposal.grows()
            ? scene.policy().scaleOut().stabilization()
            : scene.policy().scaleIn().stabilization();
    if (proposal.grows() && proposal.urgent()) {
      return proposal.note(
          Stage.STABILIZATION, Code.HARD_BREACH, "a hard limit is passed: not waiting");
    }
    if (!time.isPositive()) {
      return proposal.note(Stage.STABILIZATION, Code.PASSED, "no stabilisation asked for");
    }
    return stabilized(proposal, scene, time);
  }

  private static Proposal stabilized(Proposal proposal, Scene scene, Duration time) {
    Duration step = LookBack.longest(step(time), scene.situation().window().bucketWidth());
    // Shrinking looks at all that was between two moments; growing must not take peaks for a need.
    Duration stretch = proposal.shrinks() ? step : Duration.ZERO;
    int stable = proposal.wanted();
    Optional<Instant> against = Optional.empty();
    Instant first = scene.now().minus(time);
    for (Instant moment = proposal.shrinks() ? scene.now() : scene.now().minus(step);
        against.isEmpty() && !moment.isBefore(first);
        moment = moment.minus(step)) {
      int then = scene.demand().desired(scene.loadAt(moment, stretch));
      boolean opposed = proposal.grows() ? then <= proposal.shards() : then >= proposal.shards();
      if (opposed) {
        // Nothing of the change is left, whatever was needed before.
        against = Optional.of(moment);
        stable = proposal.shards();
      } else {
        stable = proposal.grows() ? Math.min(stable, then) : Math.max(stable, then);
      }
    }
    if (stable == proposal.wanted()) {
      return proposal.note(
          Stage.STABILIZATION, Code.PASSED, "needed all the time for " + seconds(time));
    }
    return proposal.to(
        stable,
        Stage.STABILIZATION,
        Code.STABILIZING,
        against.map(moment -> moment.plus(time)),
        "within the last %s the %s needed was %d"
            .formatted(seconds(time), proposal.grows() ? "fewest" : "most", stable));
  }

  /** From one moment that is looked at to the next, where buckets are not longer. */
  static Duration step(Duration time) {
    return time.dividedBy(MOST_MOMENTS);
  }

  static String seconds(Duration time) {
    return time.toSeconds() + " s";
  }
}
