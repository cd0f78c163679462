package dev.slotwright.redis.mover;

import dev.slotwright.world.redis.ClusterNode;
import dev.slotwright.world.redis.LocalCluster;
import java.time.Duration;
import java.util.Set;
import org.awaitility.Awaitility;

/**
 * What goes wrong in a random run.
 *
 * @param watch knows what the mover has in flight
 */
record Befalling(Disaster disaster, LocalCluster cluster, StruckMover watch, long seed) {
  /**
   * Has it happen to this node and waits until the cluster is whole again.
   *
   * @param millis how long the node is away, where nobody takes its place
   * @return the keys that the mover had in flight when a master was lost; else none
   */
  Set<String> befall(ClusterNode victim, int millis) {
    return switch (disaster) {
      case MOVER_DIES -> throw new IllegalStateException("is no matter of nodes");
      case NODE_RESTARTS -> {
        victim.kill();
        pause(millis);
        victim.restart();
        yield Set.of();
      }
      case NODE_FREEZES -> {
        victim.freeze();
        pause(millis);
        victim.thaw();
        yield Set.of();
      }
      case FAILOVER -> {
        FailoverTest.failOver(replicaOf(victim));
        yield Set.of();
      }
      case MASTER_DIES -> {
        ClusterNode replica = replicaOf(victim);
        victim.kill();
        Set<String> window = watch.window();
        awaitMaster(replica);
        victim.restart();
        yield window;
      }
      case MASTER_FREEZES -> {
        ClusterNode replica = replicaOf(victim);
        victim.freeze();
        Set<String> window = watch.window();
        awaitMaster(replica);
        victim.thaw();
        yield window;
      }
    };
  }

  private ClusterNode replicaOf(ClusterNode master) {
    return cluster.nodes().stream()
        .filter(
            node -> Views.self(node).me().follows().filter(Views.id(master)::equals).isPresent())
        .findFirst()
        .orElseThrow();
  }

  private void awaitMaster(ClusterNode replica) {
    Awaitility.await(replica.endpoint() + " takes over, seed " + seed)
        .atMost(Duration.ofSeconds(40))
        .pollInterval(Duration.ofMillis(50))
        .until(() -> Views.self(replica).master());
  }

  private static void pause(int millis) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(10))
        .pollDelay(Duration.ofMillis(millis))
        .until(() -> true);
  }
}
