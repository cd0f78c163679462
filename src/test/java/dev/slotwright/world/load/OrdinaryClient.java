package dev.slotwright.world.load;

import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.RedisURI;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.ClusterTopologyRefreshOptions;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.metrics.CommandLatencyRecorder;
import io.lettuce.core.resource.ClientResources;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/**
 * A Redis Cluster client as an application has it: Lettuce with its own defaults apart from {@link
 * ClientSettings}, a password, and a command timeout of 10 seconds.
 *
 * <p>Defaults that matter here: 5 redirects, automatic reconnect that sends unanswered commands
 * again (at-least-once), reads from masters only.
 */
final class OrdinaryClient implements AutoCloseable {
  static final Duration COMMAND_TIMEOUT = Duration.ofSeconds(10);

  private final ClientResources resources;
  private final RedisClusterClient client;
  private StatefulRedisClusterConnection<byte[], byte[]> connection;

  private OrdinaryClient(ClientResources resources, RedisClusterClient client) {
    this.resources = resources;
    this.client = client;
  }

  /**
   * @param seeds {@code host:port} of at least one node of the cluster
   * @param password of every node; null or empty when they have none
   */
  static OrdinaryClient of(List<String> seeds, String password, ClientSettings settings) {
    // Lettuce's own latency statistics cost processor time and nobody here reads them.
    ClientResources resources =
        ClientResources.builder().commandLatencyRecorder(CommandLatencyRecorder.disabled()).build();
    RedisClusterClient client =
        RedisClusterClient.create(
            resources, seeds.stream().map(seed -> uri(seed, password)).toList());
    client.setOptions(
        ClusterClientOptions.builder()
            .topologyRefreshOptions(
                ClusterTopologyRefreshOptions.builder()
                    .enableAllAdaptiveRefreshTriggers()
                    .adaptiveRefreshTriggersTimeout(settings.adaptiveTimeout())
                    .enablePeriodicRefresh(settings.refreshPeriod())
                    .build())
            .validateClusterNodeMembership(settings.knownNodesOnly())
            .build());
    return new OrdinaryClient(resources, client);
  }

  /** Connects; {@code listener} hears of every connection to a node. */
  StatefulRedisClusterConnection<byte[], byte[]> connect(RedisConnectionStateListener... listener) {
    Arrays.stream(listener).forEach(client::addListener);
    connection = client.connect(ByteArrayCodec.INSTANCE);
    return connection;
  }

  @Override
  public void close() {
    if (connection != null) {
      connection.close();
    }
    client.shutdown();
    resources.shutdown().awaitUninterruptibly();
  }

  private static RedisURI uri(String seed, String password) {
    int colon = seed.lastIndexOf(':');
    if (colon < 1) {
      throw new IllegalArgumentException("seed " + seed + " is not host:port");
    }
    RedisURI.Builder uri =
        RedisURI.builder()
            .withHost(seed.substring(0, colon))
            .withPort(Integer.parseInt(seed.substring(colon + 1)))
            .withTimeout(COMMAND_TIMEOUT);
    return password == null || password.isEmpty()
        ? uri.build()
        : uri.withPassword(password.toCharArray()).build();
  }
}
