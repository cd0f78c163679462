package dev.slotwright.judgement;

import dev.slotwright.load.LoadWindow;
import dev.slotwright.policy.Policy;
import dev.slotwright.policy.SignalTarget;
import java.time.Duration;
import java.util.Comparator;
import java.util.stream.Stream;

/** How far back a judgement by a policy looks. */
public final class LookBack {
  /** No more buckets than this for one look-back: 17 KiB a node and gauge. */
  private static final int MOST_BUCKETS = 720;

  private static final int BUCKETS_IN_SHORTEST_WINDOW = 12;

  private LookBack() {}

  /**
   * The longest of all: at the far end of a stabilisation, values count that are as old again as
   * the signal's window, the greatest age of a sample or the step from one moment to the next.
   */
  public static Duration of(Policy policy) {
    Duration stabilization =
        longest(policy.scaleOut().stabilization(), policy.scaleIn().stabilization());
    Duration values =
        policy.signals().values().stream()
            .map(SignalTarget::window)
            .reduce(policy.missingData().maxAge(), LookBack::longest);
    return longest(
        stabilization.plus(longest(values, StabilizationStage.step(stabilization))),
        policy.guards().noEvictionsFor());
  }

  /** A window that keeps what a policy looks back to, and a tenth more for senders' clocks. */
  public static LoadWindow window(Policy policy, int maxNodes) {
    Duration lookBack = longest(of(policy), Duration.ofSeconds(1));
    Duration span = lookBack.plus(lookBack.dividedBy(10)).plusSeconds(1);
    return new LoadWindow(span, bucketWidth(policy, span), maxNodes);
  }

  private static Duration bucketWidth(Policy policy, Duration span) {
    Duration shortest =
        policy.signals().values().stream()
            .map(SignalTarget::window)
            .min(Comparator.naturalOrder())
            .orElseThrow();
    return Stream.of(
            shortest.dividedBy(BUCKETS_IN_SHORTEST_WINDOW),
            span.dividedBy(MOST_BUCKETS),
            Duration.ofSeconds(1))
        .max(Comparator.naturalOrder())
        .orElseThrow();
  }

  static Duration longest(Duration a, Duration b) {
    return a.compareTo(b) >= 0 ? a : b;
  }
}
