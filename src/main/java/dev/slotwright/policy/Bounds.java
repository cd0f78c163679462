package dev.slotwright.policy;

/**
 * Limits on the cluster's size.
 *
 * @param minShards 3 or more: a cluster needs a majority of masters to fail over
 * @param maxShards {@code minShards} to 1000
 * @param replicasPerShard 0 or more; 1 by default
 */
public record Bounds(int minShards, int maxShards, int replicasPerShard) {
  public Bounds {
    if (minShards < 3) {
      throw new IllegalArgumentException(
          "minShards " + minShards + " is under 3: no majority could fail over");
    }
    if (maxShards < minShards || maxShards > 1000) {
      throw new IllegalArgumentException(
          "maxShards " + maxShards + " is outside minShards " + minShards + "..1000");
    }
    if (replicasPerShard < 0 || replicasPerShard > 5) {
      throw new IllegalArgumentException(
          "replicasPerShard " + replicasPerShard + " is outside 0..5");
    }
  }

  public int clamp(int shards) {
    return Math.clamp(shards, minShards, maxShards);
  }

  /** Pods of a cluster of {@code shards}. */
  public int pods(int shards) {
    return shards * (1 + replicasPerShard);
  }
}
