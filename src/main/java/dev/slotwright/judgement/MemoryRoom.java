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
    double capacity = Double.POSITIVE_INFINITY;
    double least = Double.POSITIVE_INFINITY;
    for (ShardLoad shard : load.shards()) {
      capacity = Math.min(capacity, shard.capacityBytes().orElse(capacity));
      least = Math.min(least, shard.usedBytes().orElse(least));
    }
    capacity = Double.isInfinite(capacity) ? 0 : capacity;
    double room = Math.min(EMPTY_SERVER_BYTES, LARGEST_BASE_SHARE * target * capacity);
    double base = Double.isInfinite(least) ? 0 : Math.min(least, room);
    double data = load.shards().stream().mapToDouble(shard -> data(shard, base)).sum();
    return new MemoryRoom(data, Math.max(1, target * capacity - base), base, capacity);
  }

  /** Bytes of a shard that move with its slots; 0 when it is not known. */
  static double data(ShardLoad shard, double base) {
    return Math.max(0, shard.usedBytes().orElse(base) - base);
  }
}
