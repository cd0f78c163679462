package dev.slotwright.api;

import dev.slotwright.cluster.Observation;
import dev.slotwright.load.ShardLoad;
import dev.slotwright.load.Signal;
import dev.slotwright.policy.Policy;
import dev.slotwright.policy.SignalTarget;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * One signal of one shard.
 *
 * @param signal as in the policy
 * @param unit {@code ratio} or {@code per-second}
 * @param value absent while no fresh sample is known
 * @param target for one shard
 * @param hard for one shard, where the policy has one
 */
public record SignalDetail(
    String signal, String unit, OptionalDouble value, double target, OptionalDouble hard) {

  static List<SignalDetail> all(
      Optional<Policy> policy, Optional<ShardLoad> load, Observation seen) {
    int shards = Math.max(1, seen.view().owners().size());
    return policy.stream()
        .flatMap(
            p ->
                p.signals().entrySet().stream()
                    .sorted(Map.Entry.comparingByKey())
                    .map(entry -> of(entry.getKey(), entry.getValue(), p, load, shards)))
        .toList();
  }

  /** A target for the whole cluster is what it is to carry at its smallest number of shards. */
  private static SignalDetail of(
      Signal signal, SignalTarget target, Policy policy, Optional<ShardLoad> load, int shards) {
    boolean shared = signal == Signal.OPS && !target.perShard();
    return new SignalDetail(
        signal.field(),
        signal == Signal.OPS ? "per-second" : "ratio",
        load.filter(l -> l.has(signal))
            .map(l -> OptionalDouble.of(l.values().get(signal)))
            .orElse(OptionalDouble.empty()),
        shared ? target.target() / policy.bounds().minShards() : target.target(),
        target.hard().isEmpty() || !shared
            ? target.hard()
            : OptionalDouble.of(target.hard().getAsDouble() / shards));
  }
}
