package dev.slotwright.world.load;

import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode;
import java.util.List;

/** The final check: does the cluster hold exactly what was acknowledged, each key in one place? */
public final class Verification {
  private Verification() {}

  /**
   * Reads everything back through a fresh client and scans every node that calls itself a master,
   * once all agree on who is one. The load must have stopped and no slot may be moving.
   *
   * @param seeds {@code host:port} of at least one node
   * @param password of every node; null or empty when they have none
   * @throws io.lettuce.core.RedisException when no seed answers, or a master cannot be scanned
   * @throws IllegalStateException when nodes do not agree on their roles within 30 s
   */
  public static VerificationResult run(List<String> seeds, String password, Ledger ledger) {
    try (OrdinaryClient client = OrdinaryClient.of(seeds, password, ClientSettings.ordinary())) {
      StatefulRedisClusterConnection<byte[], byte[]> connection = client.connect();
      Findings findings = new Findings();
      new ReadBack(ledger, connection, findings).run();
      MasterScan scan = new MasterScan(ledger, findings);
      for (RedisClusterNode node : OwnWords.agreed(connection).values()) {
        if (node.is(RedisClusterNode.NodeFlag.UPSTREAM)) {
          RedisCommands<byte[], byte[]> redis = connection.getConnection(node.getNodeId()).sync();
          scan.scan(node, redis);
        }
      }
      return findings.result();
    }
  }
}
