package dev.slotwright.control;

import dev.slotwright.policy.ClusterRef;

/** Makes the connections to one cluster; implemented by putting the adapters together. */
public interface Clusters {
  Workload workload(ClusterRef cluster);

  StateStore stateStore(ClusterRef cluster);

  Leadership leadership(ClusterRef cluster);

  Credentials credentials(ClusterRef cluster);

  RedisCluster redis(ClusterRef cluster, Credentials credentials);

  SlotMover mover(ClusterRef cluster, Credentials credentials);
}
