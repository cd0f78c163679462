package dev.slotwright.control;

import dev.slotwright.policy.ClusterRef;

/** Opens the connections to one cluster; implemented where the adapters are put together. */
public interface Clusters {
  /** Never fails for an API server that is away: the first use does. */
  Workload workload(ClusterRef cluster);

  /** Never fails for an API server that is away: the first use does. */
  StateStore stateStore(ClusterRef cluster);

  /** Tries to get the lease from now on, in the background. */
  Leadership leadership(ClusterRef cluster);

  /**
   * Reads the credentials and prepares connections with them.
   *
   * @param leadership without which the mover sends nothing
   * @throws UnreachableException when the credentials cannot be read now
   * @throws RefusedException when they may not be read, or are not there
   */
  Nodes nodes(ClusterRef cluster, Leadership leadership);

  /** Two uses of the same nodes, with the same credentials. */
  record Nodes(RedisCluster redis, SlotMover mover) implements AutoCloseable {
    @Override
    public void close() {
      mover.close();
      redis.close();
    }
  }
}
