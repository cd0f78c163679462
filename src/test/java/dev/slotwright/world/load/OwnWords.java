package dev.slotwright.world.load;

import io.lettuce.core.RedisException;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.cluster.models.partitions.ClusterPartitionParser;
import io.lettuce.core.cluster.models.partitions.Partitions;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode.NodeFlag;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * What every node says of itself, by its id. After a failover the others take a master that has
 * become a replica for a master without slots until they hear of it from itself; by such a view its
 * whole copy would look like keys on two masters.
 */
final class OwnWords {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final Duration POLL = Duration.ofMillis(100);

  private OwnWords() {}

  /**
   * Each node's own line, once all that answer agree on who is a master, and take for failed who
   * does not answer.
   *
   * @throws IllegalStateException when they do not within 30 s
   */
  static Map<String, RedisClusterNode> agreed(
      StatefulRedisClusterConnection<byte[], byte[]> connection) {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (true) {
      Map<String, Partitions> views = new TreeMap<>();
      for (RedisClusterNode node : List.copyOf(connection.getPartitions().getPartitions())) {
        ask(connection, node.getNodeId(), views);
      }
      List<String> left = disagreements(views);
      if (left.isEmpty()) {
        Map<String, RedisClusterNode> own = new TreeMap<>();
        views.forEach((id, view) -> own.put(id, view.getPartitionByNodeId(id)));
        return own;
      }
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException("nodes do not agree on their roles: " + left);
      }
      pause();
    }
  }

  private static void ask(
      StatefulRedisClusterConnection<byte[], byte[]> connection,
      String id,
      Map<String, Partitions> views) {
    try {
      Partitions view = parse(connection.getConnection(id).sync().clusterNodes());
      view.stream()
          .filter(node -> node.is(NodeFlag.MYSELF))
          .forEach(node -> views.put(node.getNodeId(), view));
    } catch (RedisException silent) {
      // whether the others take it for failed is seen from their views
    }
  }

  static Partitions parse(String nodes) {
    return ClusterPartitionParser.parse(nodes);
  }

  /**
   * Where a view contradicts a node's own word, or counts on a node that does not answer.
   *
   * @param views of the nodes that answer, by their ids
   */
  static List<String> disagreements(Map<String, Partitions> views) {
    List<String> found = new ArrayList<>();
    views.forEach(
        (id, view) -> {
          for (RedisClusterNode seen : view) {
            Partitions other = views.get(seen.getNodeId());
            if (other == null) {
              if (!failed(seen)) {
                found.add(id + " counts on " + seen.getNodeId() + ", which does not answer");
              }
              continue;
            }
            boolean master = other.getPartitionByNodeId(seen.getNodeId()).is(NodeFlag.UPSTREAM);
            if (seen.is(NodeFlag.UPSTREAM) != master) {
              found.add(
                  "%s takes %s for a %s"
                      .formatted(
                          id, seen.getNodeId(), seen.is(NodeFlag.UPSTREAM) ? "master" : "replica"));
            }
          }
        });
    return found;
  }

  private static boolean failed(RedisClusterNode node) {
    return node.is(NodeFlag.FAIL) || node.is(NodeFlag.NOADDR) || node.is(NodeFlag.HANDSHAKE);
  }

  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(POLL.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while nodes agree on their roles", e);
    }
  }
}
