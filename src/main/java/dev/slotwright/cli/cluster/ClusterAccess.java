package dev.slotwright.cli.cluster;

import dev.slotwright.cluster.Address;
import dev.slotwright.control.Credentials;
import dev.slotwright.control.NodeInspector;
import dev.slotwright.control.RedisCluster;
import dev.slotwright.control.SlotMover;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Opens connections to a cluster; implemented where the adapters are put together. */
@FunctionalInterface
public interface ClusterAccess {
  /**
   * Where the cluster is and how to log in.
   *
   * @param seeds nodes to find the others through, at least one
   * @param tls whether nodes speak TLS
   * @param certificateAuthority PEM file to trust instead of the JVM's authorities
   */
  record Target(
      List<Address> seeds,
      Credentials credentials,
      boolean tls,
      Optional<Path> certificateAuthority) {}

  /** Connects to nobody yet. */
  Session open(Target target);

  /** Three uses of the same nodes. */
  record Session(RedisCluster redis, SlotMover mover, NodeInspector inspector, Runnable ending)
      implements AutoCloseable {
    @Override
    public void close() {
      mover.close();
      redis.close();
      ending.run();
    }
  }
}
