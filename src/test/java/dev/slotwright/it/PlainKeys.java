package dev.slotwright.it;

import dev.slotwright.world.LocalWorld;
import io.lettuce.core.RedisURI;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.cluster.api.sync.RedisAdvancedClusterCommands;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Keys written with a plain cluster client, to be found again whatever happened meanwhile. */
final class PlainKeys {
  private final LocalWorld world;
  private final int count;

  private PlainKeys(LocalWorld world, int count) {
    this.world = world;
    this.count = count;
  }

  /** Writes keys all over the slots; each write is acknowledged by one replica. */
  static PlainKeys written(LocalWorld world, int count) {
    PlainKeys keys = new PlainKeys(world, count);
    try (RedisClusterClient client = keys.client();
        StatefulRedisClusterConnection<String, String> connection = client.connect()) {
      var futures = new ArrayList<io.lettuce.core.RedisFuture<String>>();
      for (int i = 0; i < count; i++) {
        futures.add(connection.async().set(key(i), value(i)));
      }
      io.lettuce.core.LettuceFutures.awaitAll(
          Duration.ofSeconds(20), futures.toArray(io.lettuce.core.RedisFuture[]::new));
      connection.sync().upstream().commands().waitForReplication(1, 5000);
    }
    return keys;
  }

  /** Those that are not there any more, or not as they were; read with a client of its own. */
  List<String> missing() {
    List<String> missing = new ArrayList<>();
    try (RedisClusterClient client = client();
        StatefulRedisClusterConnection<String, String> connection = client.connect()) {
      RedisAdvancedClusterCommands<String, String> sync = connection.sync();
      for (int from = 0; from < count; from += 500) {
        String[] part =
            java.util.stream.IntStream.range(from, Math.min(count, from + 500))
                .mapToObj(PlainKeys::key)
                .toArray(String[]::new);
        sync.mget(part).stream()
            .filter(found -> !found.hasValue() || !found.getValue().equals(valueOf(found.getKey())))
            .forEach(found -> missing.add(found.getKey()));
      }
    }
    return missing;
  }

  private RedisClusterClient client() {
    return RedisClusterClient.create(
        world.seeds().stream().map(seed -> uri(seed, world.redis().password())).toList());
  }

  private static RedisURI uri(String seed, String password) {
    int colon = seed.lastIndexOf(':');
    return RedisURI.builder()
        .withHost(seed.substring(0, colon))
        .withPort(Integer.parseInt(seed.substring(colon + 1)))
        .withTimeout(Duration.ofSeconds(10))
        .withPassword(password.toCharArray())
        .build();
  }

  private static String key(int i) {
    return "order:" + i;
  }

  private static String value(int i) {
    return valueOf(key(i));
  }

  private static String valueOf(String key) {
    return key + " " + "x".repeat(200);
  }
}
