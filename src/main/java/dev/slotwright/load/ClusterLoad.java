package dev.slotwright.load;

import dev.slotwright.cluster.NodeId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The load of every shard that owns slots, at one moment.
 *
 * @param at the end of the windows that it was read from
 * @param shards in the order of their masters' ids
 */
public record ClusterLoad(Instant at, List<ShardLoad> shards) {
  public ClusterLoad {
    shards = List.copyOf(shards);
  }

  public Optional<ShardLoad> of(NodeId master) {
    return shards.stream().filter(shard -> shard.master().equals(master)).findFirst();
  }

  /** Without the shards that a signal is not known of. */
  public ClusterLoad knowing(Signal signal) {
    return known(signal) == shards.size()
        ? this
        : new ClusterLoad(at, shards.stream().filter(shard -> shard.has(signal)).toList());
  }

  /** How many shards a signal is known of. */
  public int known(Signal signal) {
    int known = 0;
    for (ShardLoad shard : shards) {
      known += shard.has(signal) ? 1 : 0;
    }
    return known;
  }

  /** Over the shards that a signal is known of. */
  public double sum(Signal signal) {
    return shards.stream()
        .filter(shard -> shard.has(signal))
        .mapToDouble(shard -> shard.values().get(signal))
        .sum();
  }

  /** The shard with the largest value; the first one of equals. */
  public Optional<ShardLoad> fullest(Signal signal) {
    ShardLoad fullest = null;
    for (ShardLoad shard : shards) {
      if (shard.has(signal) && (fullest == null || fuller(shard, fullest, signal))) {
        fullest = shard;
      }
    }
    return Optional.ofNullable(fullest);
  }

  private static boolean fuller(ShardLoad shard, ShardLoad other, Signal signal) {
    int more = Double.compare(shard.values().get(signal), other.values().get(signal));
    return more > 0 || (more == 0 && shard.master().compareTo(other.master()) < 0);
  }

  /** The largest value over the shards; 0 when none is known. */
  public double peak(Signal signal) {
    return fullest(signal).map(shard -> shard.values().get(signal)).orElse(0.0);
  }

  /** How many shards have all of {@code signals} fresh. */
  public int fresh(Set<Signal> signals) {
    return (int) shards.stream().filter(shard -> shard.fresh(signals)).count();
  }
}
