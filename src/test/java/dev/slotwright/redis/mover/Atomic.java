package dev.slotwright.redis.mover;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slotwright.cluster.Address;
import dev.slotwright.control.Credentials;
import dev.slotwright.operation.MoveStatus;
import dev.slotwright.policy.Execution;
import dev.slotwright.redis.NodeConnections;
import dev.slotwright.redis.RedisSettings;
import dev.slotwright.redis.mover.atomic.NodeCall;
import dev.slotwright.redis.mover.atomic.ServerMigration;
import dev.slotwright.redis.mover.atomic.ServerTask;
import dev.slotwright.world.redis.ClusterNode;
import dev.slotwright.world.redis.LocalCluster;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.awaitility.Awaitility;

/** What tests of the servers' own migration share. */
final class Atomic {
  static final Execution ATOMIC = of(Execution.Transport.ATOMIC);

  private Atomic() {}

  static Execution of(Execution.Transport transport) {
    return new Execution(16, Duration.ofMillis(5), transport);
  }

  static MoveStatus.Progress done(MoveStatus status) {
    assertThat(status).isInstanceOf(MoveStatus.Done.class);
    return status.progress();
  }

  /** The snapshot of this node's slots takes this much longer for each key. */
  static void slow(ClusterNode source, Duration perKey) {
    source.call("CONFIG", "SET", "rdb-key-save-delay", Long.toString(perKey.toNanos() / 1000));
  }

  /** All tasks that this node knows of, the newest first. */
  static List<ServerTask> tasks(ClusterNode node) {
    try (NodeConnections connections =
        new NodeConnections(
            RedisSettings.defaults(), new Credentials(Optional.empty(), Optional.empty()))) {
      NodeCall call =
          request -> connections.to(new Address(node.address(), node.port())).call(request);
      return ServerMigration.offered(call).orElseThrow().tasks(call);
    }
  }

  static void awaitTask(ClusterNode node) {
    Awaitility.await("a task at " + node.endpoint())
        .atMost(Duration.ofSeconds(30))
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> tasks(node).stream().anyMatch(ServerTask::inFlight));
  }

  static void noTaskIsInFlight(LocalCluster cluster) {
    cluster.nodes().stream()
        .filter(ClusterNode::isAlive)
        .forEach(node -> assertThat(tasks(node)).noneMatch(ServerTask::inFlight));
  }
}
