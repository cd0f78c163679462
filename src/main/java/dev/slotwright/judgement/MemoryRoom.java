package dev.slotwright.judgement;

import dev.slotwright.load.ClusterLoad;
import dev.slotwright.load.ShardLoad;

/**
 * What of a shard's memory moves with its slots, and how much of that fits.
 *
 * <p>A server without a key uses 1 to 3 MB already ({@code used_memory} of Redis 6.0 to 8.6 and
 * Valkey 8.1 and 9.1 when empty, plus a few connections). That part stays with the node however
 * many slots it has; the rest is data.
 *
 * @param data bytes of all shards that are known, bases left out
 * @param perShard data that one shard takes at its target, 1 or more
 * @param base bytes that stay with a node
 * @param capacity the smallest {@code maxmemory} of the shards that are known
 */
record MemoryRoom(double data, double perShard, double base, double capacity) {
  /** What an empty server with a handful of connections uses. */
  static final double EMPTY_SERVER_BYTES = 3 * 1024 * 1024;

  /** A base may not eat the room that it is taken from when servers are tiny. */
  private static final double LARGEST_BASE_SHARE = 0.25;

  static MemoryRoom of(ClusterLoad load, double target) {
    double capacity =
        load.shards().stream()
            .flatMap(shard -> shard.capacityBytes().stream().boxed())
            .min(Double::compare)
            .orElse(0.0);
    double base =
        load.shards().stream()
            .flatMap(shard -> shard.usedBytes().stream().boxed())
            .min(Double::compare)
            .map(least -> Math.min(least, EMPTY_SERVER_BYTES))
            .map(least -> Math.min(least, LARGEST_BASE_SHARE * target * capacity))
            .orElse(0.0);
    double data = load.shards().stream().mapToDouble(shard -> data(shard, base)).sum();
    return new MemoryRoom(data, Math.max(1, target * capacity - base), base, capacity);
  }

  /** Bytes of a shard that move with its slots; 0 when it is not known. */
  static double data(ShardLoad shard, double base) {
    return Math.max(0, shard.usedBytes().orElse(base) - base);
  }
}
