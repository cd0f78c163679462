package dev.slotwright;

import dev.slotwright.control.Clusters;
import dev.slotwright.control.Credentials;
import dev.slotwright.control.Leadership;
import dev.slotwright.control.StateStore;
import dev.slotwright.control.Workload;
import dev.slotwright.kubernetes.Kubernetes;
import dev.slotwright.kubernetes.LeaseTiming;
import dev.slotwright.policy.ClusterRef;
import dev.slotwright.redis.LettuceRedisCluster;
import dev.slotwright.redis.LettuceRuntime;
import dev.slotwright.redis.NodeConnections;
import dev.slotwright.redis.mover.LettuceSlotMover;

/** Clusters on Kubernetes, reached with Lettuce. */
final class LiveClusters implements Clusters {
  private final Kubernetes kubernetes;
  private final LettuceRuntime redis;
  private final String instance;
  private final LeaseTiming lease;

  /**
   * @param instance names this process to people, such as its pod's name
   */
  LiveClusters(Kubernetes kubernetes, LettuceRuntime redis, String instance, LeaseTiming lease) {
    this.kubernetes = kubernetes;
    this.redis = redis;
    this.instance = instance;
    this.lease = lease;
  }

  @Override
  public Workload workload(ClusterRef cluster) {
    return kubernetes.workload(cluster);
  }

  @Override
  public StateStore stateStore(ClusterRef cluster) {
    return kubernetes.stateStore(cluster);
  }

  @Override
  public Leadership leadership(ClusterRef cluster) {
    return kubernetes.leadership(cluster, instance, lease);
  }

  @Override
  public Nodes nodes(ClusterRef cluster, Leadership leadership) {
    Credentials credentials = kubernetes.credentials(cluster);
    return new Nodes(
        new LettuceRedisCluster(new NodeConnections(redis, credentials), leadership::leads),
        new LettuceSlotMover(
            new NodeConnections(redis, credentials),
            credentials,
            kubernetes.settingsJournal(cluster),
            leadership::leads));
  }
}
