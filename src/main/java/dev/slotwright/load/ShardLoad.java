package dev.slotwright.load;

import dev.slotwright.cluster.NodeId;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;

/**
 * The load of one shard, measured on its master.
 *
 * @param master who is the master today
 * @param values each signal that could be read, in its unit; the others are stale or never came
 * @param noCapacity signals that were measured but have nothing to be measured against
 * @param usedBytes memory that counts: used less what is not counted for eviction
 * @param capacityBytes {@code maxmemory}, where there is one
 * @param lastSeen when its newest sample was measured
 */
public record ShardLoad(
    NodeId master,
    Map<Signal, Double> values,
    Set<Signal> noCapacity,
    OptionalDouble usedBytes,
    OptionalDouble capacityBytes,
    Optional<Instant> lastSeen) {
  public ShardLoad {
    EnumMap<Signal, Double> copy = new EnumMap<>(Signal.class);
    copy.putAll(values);
    values = Collections.unmodifiableMap(copy);
    // In the order of the signals, so that the same load is always told in the same words.
    noCapacity = Collections.unmodifiableSet(new TreeSet<>(noCapacity));
  }

  public boolean has(Signal signal) {
    return values.containsKey(signal);
  }

  /** Whether every one of {@code signals} is known and not stale. */
  public boolean fresh(Set<Signal> signals) {
    return signals.stream().allMatch(signal -> has(signal) || noCapacity.contains(signal));
  }
}
