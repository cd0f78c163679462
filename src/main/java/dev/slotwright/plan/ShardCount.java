package dev.slotwright.plan;

import dev.slotwright.cluster.NodeId;
import dev.slotwright.cluster.SlotSet;
import dev.slotwright.load.SlotBytes;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;

/** How many shards the data needs, judged by the peak of real plans instead of an average. */
public final class ShardCount {
  private ShardCount() {}

  /**
   * The smallest number of shards for which a plan's fullest shard holds no more than the target.
   *
   * <p>More shards than now are tried with masters that do not exist yet, fewer by draining those
   * with the fewest bytes. The peak is taken to fall as shards are added, which holds but for the
   * grain of single slots; the answer itself is always one whose plan was made and fits.
   *
   * @param owners slots by master now, masters without slots included
   * @param targetBytesPerShard above 0
   * @param maxShards upper end of the search, 1 or more
   * @param tolerance of the plans, a share of the mean
   * @return empty when not even {@code maxShards} are enough; always so when one slot alone exceeds
   *     the target
   */
  public static OptionalInt smallestFitting(
      Map<NodeId, SlotSet> owners,
      SlotBytes bytes,
      long targetBytesPerShard,
      int maxShards,
      double tolerance) {
    if (targetBytesPerShard <= 0) {
      throw new IllegalArgumentException("a target of " + targetBytesPerShard + " bytes per shard");
    }
    SlotSet owned = owners.values().stream().reduce(SlotSet.EMPTY, SlotSet::plus);
    boolean indivisible = owned.stream().anyMatch(slot -> bytes.of(slot) > targetBytesPerShard);
    // Math.ceilDiv: fewer could not hold the total even if it were spread perfectly.
    long low = Math.max(1, Math.ceilDiv(bytes.total(owned), targetBytesPerShard));
    if (indivisible || low > maxShards) {
      return OptionalInt.empty();
    }
    int fails = (int) low - 1;
    int fits = (int) low;
    for (int step = 1; peak(owners, bytes, fits, tolerance) > targetBytesPerShard; step *= 2) {
      if (fits == maxShards) {
        return OptionalInt.empty();
      }
      fails = fits;
      fits = Math.min(maxShards, fits + step);
    }
    while (fits - fails > 1) {
      int middle = (fits + fails) >>> 1;
      if (peak(owners, bytes, middle, tolerance) > targetBytesPerShard) {
        fails = middle;
      } else {
        fits = middle;
      }
    }
    return OptionalInt.of(fits);
  }

  /** Whether moving slots between the masters that there are brings every one under the target. */
  public static boolean rebalanceSuffices(
      Map<NodeId, SlotSet> owners, SlotBytes bytes, long targetBytesPerShard, double tolerance) {
    return SlotBalancer.plan(new SlotBalancer.Request(owners, bytes, tolerance)).peakBytes()
        <= targetBytesPerShard;
  }

  /** Bytes of the fullest survivor once {@code drained} masters are empty. */
  public static long peakAfterDraining(
      Map<NodeId, SlotSet> owners, Set<NodeId> drained, SlotBytes bytes, double tolerance) {
    return SlotBalancer.plan(new SlotBalancer.Request(owners, bytes, tolerance).drain(drained))
        .peakBytes();
  }

  /** Bytes of the fullest shard once there are {@code shards}, which may be more or fewer. */
  public static long peak(
      Map<NodeId, SlotSet> owners, SlotBytes bytes, int shards, double tolerance) {
    if (shards < owners.size()) {
      return peakAfterDraining(
          owners, fewestBytes(owners, bytes, owners.size() - shards), bytes, tolerance);
    }
    Map<NodeId, SlotSet> grown = new HashMap<>(owners);
    for (int i = 1; grown.size() < shards; i++) {
      grown.putIfAbsent(new NodeId("new-" + i), SlotSet.EMPTY);
    }
    return SlotBalancer.plan(new SlotBalancer.Request(grown, bytes, tolerance)).peakBytes();
  }

  private static Set<NodeId> fewestBytes(Map<NodeId, SlotSet> owners, SlotBytes bytes, int count) {
    return owners.keySet().stream()
        .sorted(
            Comparator.<NodeId>comparingLong(id -> bytes.total(owners.get(id)))
                .thenComparing(Comparator.naturalOrder()))
        .limit(count)
        .collect(Collectors.toSet());
  }
}
