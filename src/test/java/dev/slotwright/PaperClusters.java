package dev.slotwright;

import dev.slotwright.cluster.Address;
import dev.slotwright.cluster.ClusterView;
import dev.slotwright.cluster.NodeId;
import dev.slotwright.cluster.PodSet;
import dev.slotwright.cluster.SlotSet;
import dev.slotwright.control.Clusters;
import dev.slotwright.control.Leadership;
import dev.slotwright.control.RedisCluster;
import dev.slotwright.control.StateStore;
import dev.slotwright.control.Workload;
import dev.slotwright.load.SlotBytes;
import dev.slotwright.policy.ClusterRef;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;

/**
 * Clusters of three masters and three replicas on which nothing ever happens, each node with 1,000
 * keys in its slots. Another instance is in charge of those that are called {@code follower-*}.
 */
public final class PaperClusters implements Clusters {
  private static final dev.slotwright.cluster.Clusters THREE =
      dev.slotwright.cluster.Clusters.masters(3).withReplicas(1).onHosts(3);

  @Override
  public Workload workload(ClusterRef cluster) {
    return new PaperWorkload();
  }

  @Override
  public StateStore stateStore(ClusterRef cluster) {
    return new PaperState();
  }

  @Override
  public Leadership leadership(ClusterRef cluster) {
    boolean leads = !cluster.name().startsWith("follower-");
    return new Leadership() {
      @Override
      public boolean leads() {
        return leads;
      }

      @Override
      public void close() {}
    };
  }

  @Override
  public Nodes nodes(ClusterRef cluster, Leadership leadership) {
    return new Nodes(new PaperRedis(), new IdleMover());
  }

  private static final class PaperState implements StateStore {
    private Optional<Stored> stored = Optional.empty();

    @Override
    public Optional<Stored> load() {
      return stored;
    }

    @Override
    public String save(String text, Optional<String> version) {
      String next = version.map(v -> v + "+").orElse("1");
      stored = Optional.of(new Stored(text, next));
      return next;
    }
  }

  private static final class PaperWorkload implements Workload {
    private int desired = THREE.pods().desired();

    @Override
    public PodSet observe() {
      PodSet pods = THREE.pods();
      return new PodSet(pods.name(), desired, "1", pods.port(), pods.pods(), pods.claims());
    }

    @Override
    public void grow(int replicas) {
      desired = replicas;
    }

    @Override
    public void shrink(int replicas, String resourceVersion) {
      desired = replicas;
    }

    @Override
    public void deleteClaims(Set<Integer> ordinals) {}

    @Override
    public void note(boolean warning, String reason, String message) {}

    @Override
    public void close() {}
  }

  private static final class PaperRedis implements RedisCluster {
    @Override
    public ClusterView observe(Collection<Address> addresses) {
      return THREE.view();
    }

    @Override
    public SlotBytes slotBytes(ClusterView view) {
      return THREE.bytes(90_000_000);
    }

    @Override
    public void meet(Address member, Address newcomer, NodeId expected) {}

    @Override
    public void addSlots(ClusterView view, NodeId master, SlotSet slots) {}

    @Override
    public void attach(ClusterView view, NodeId replica, NodeId master) {}

    @Override
    public void promote(ClusterView view, NodeId replica) {}

    @Override
    public void remove(ClusterView view, Set<NodeId> nodes) {}

    @Override
    public void close() {}
  }
}
