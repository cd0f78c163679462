package dev.slotwright.policy;

import dev.slotwright.load.Signal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** Policies as tests talk of them. */
public final class Policies {
  private Policies() {}

  /** Memory at most 65 % of each shard, 85 % hard; enforced; no waiting. */
  public static Policy memory(int minShards, int maxShards, int replicas) {
    return new Policy(
        "shop-memory",
        "0123abcd",
        new ClusterRef("shop", "default", "redis-cluster", 6379, Optional.empty()),
        Mode.ENFORCE,
        new Bounds(minShards, maxShards, replicas),
        Map.of(
            Signal.MEMORY,
            new SignalTarget(
                0.65,
                OptionalDouble.of(0.85),
                SignalTarget.Aggregate.MAX,
                Duration.ofMinutes(1),
                false,
                OptionalDouble.empty())),
        new ScaleRule(0.1, Duration.ZERO, Duration.ZERO, 2),
        new ScaleRule(0.25, Duration.ZERO, Duration.ZERO, 1),
        true,
        new RebalanceRule(0.15, 0.05, Duration.ofMinutes(30)),
        List.of(),
        new MissingData(Duration.ofSeconds(90), 0.95),
        new Guards(true, true, true, Duration.ZERO),
        new Execution(16, Duration.ofMillis(5), Execution.Transport.AUTO),
        new Approval(Duration.ofHours(24)),
        Pause.NONE);
  }

  /** The same with another mode and pause. */
  public static Policy with(Policy policy, Mode mode, Pause pause) {
    return new Policy(
        policy.name(),
        policy.hash(),
        policy.cluster(),
        mode,
        policy.bounds(),
        policy.signals(),
        policy.scaleOut(),
        policy.scaleIn(),
        policy.preferRebalance(),
        policy.rebalance(),
        policy.schedules(),
        policy.missingData(),
        policy.guards(),
        policy.execution(),
        policy.approval(),
        pause);
  }
}
