package dev.slotwright.bench.mover.load;

import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.ClusterTopologyRefreshOptions;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.cluster.api.async.RedisAdvancedClusterAsyncCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;

/**
 * Lettuce as its guide recommends it for production: its defaults, all adaptive refresh triggers, a
 * periodic refresh every 10 s. One connection to each node, on Lettuce's own threads.
 */
final class LettuceLoad implements LoadClient {
  private static final Duration REFRESH = Duration.ofSeconds(10);

  private final RedisClusterClient client;
  private final StatefulRedisClusterConnection<byte[], byte[]> connection;
  private final RedisAdvancedClusterAsyncCommands<byte[], byte[]> redis;

  LettuceLoad(List<String> seeds) {
    client =
        RedisClusterClient.create(
            seeds.stream().map(s -> RedisURI.create("redis://" + s)).toList());
    client.setOptions(
        ClusterClientOptions.builder()
            .topologyRefreshOptions(
                ClusterTopologyRefreshOptions.builder()
                    .enableAllAdaptiveRefreshTriggers()
                    .enablePeriodicRefresh(REFRESH)
                    .build())
            .build());
    connection = client.connect(ByteArrayCodec.INSTANCE);
    redis = connection.async();
  }

  @Override
  public void send(Command command, BiConsumer<Object, Throwable> answer) {
    try {
      CompletionStage<?> reply =
          switch (command) {
            case Command.Get get -> redis.get(get.key());
            case Command.Set set -> redis.set(set.key(), set.value());
            case Command.Increment increment -> redis.incr(increment.key());
          };
      reply.whenComplete(answer);
    } catch (RedisException refused) {
      answer.accept(null, refused);
    }
  }

  @Override
  public void close() {
    connection.close();
    client.shutdown(Duration.ZERO, Duration.ofSeconds(5));
  }
}
