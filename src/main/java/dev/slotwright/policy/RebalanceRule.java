package dev.slotwright.policy;

import java.time.Duration;

/**
 * When to even out shards without changing their number.
 *
 * @param trigger share above the mean at which the fullest shard starts one, 0 to 1
 * @param target share of the mean within which every shard ends, 0 to {@code trigger}
 * @param minInterval between two of them
 */
public record RebalanceRule(double trigger, double target, Duration minInterval) {
  public RebalanceRule {
    if (target > trigger) {
      throw new IllegalArgumentException(
          "rebalance.target " + target + " is above rebalance.trigger " + trigger);
    }
  }
}
