package dev.slotwright.api;

import dev.slotwright.cluster.Node;
import dev.slotwright.cluster.Observation;
import dev.slotwright.cluster.Shard;
import dev.slotwright.control.ClusterStatus;
import dev.slotwright.load.ShardLoad;
import dev.slotwright.load.SlotBytes;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A master and its replicas.
 *
 * @param slots such as {@code 0-5460}
 * @param slotCount how many these are
 * @param bytes memory of the keys in these slots
 * @param bytesEstimated whether {@code bytes} is an estimate
 * @param usedBytes memory that counts against {@code capacityBytes}, from samples
 * @param capacityBytes {@code maxmemory}
 * @param sampledAt when the newest sample was measured
 * @param load by signal, against the policy's targets
 */
public record ShardDetail(
    NodeDetail master,
    List<NodeDetail> replicas,
    String slots,
    int slotCount,
    Optional<Long> bytes,
    boolean bytesEstimated,
    OptionalDouble usedBytes,
    OptionalDouble capacityBytes,
    Optional<Instant> sampledAt,
    List<SignalDetail> load) {

  static List<ShardDetail> all(ClusterStatus status) {
    return status
        .observation()
        .map(
            seen ->
                seen.view().shards().stream()
                    .map(shard -> of(shard, seen, status))
                    .sorted(Comparator.comparing(ShardDetail::ordinal))
                    .toList())
        .orElse(List.of());
  }

  private static ShardDetail of(Shard shard, Observation seen, ClusterStatus status) {
    Node master = shard.master();
    Optional<ShardLoad> load = status.load().flatMap(l -> l.of(master.id()));
    return new ShardDetail(
        NodeDetail.of(master, seen),
        shard.replicas().stream().map(replica -> NodeDetail.of(replica, seen)).toList(),
        master.slots().toString(),
        master.slots().size(),
        status.bytes().map(bytes -> bytes.total(master.slots())),
        status.bytes().map(SlotBytes::estimated).orElse(true),
        load.map(ShardLoad::usedBytes).orElse(OptionalDouble.empty()),
        load.map(ShardLoad::capacityBytes).orElse(OptionalDouble.empty()),
        load.flatMap(ShardLoad::lastSeen),
        master.slots().isEmpty() ? List.of() : SignalDetail.all(status.policy(), load, seen));
  }

  /** Shards of masters without a pod come last. */
  private int ordinal() {
    return master.ordinal().orElse(Integer.MAX_VALUE);
  }
}
