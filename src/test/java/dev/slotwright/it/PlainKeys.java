package dev.slotwright.it;

import dev.slotwright.world.LocalWorld;
import io.fabric8.kubernetes.api.model.Pod;
import io.lettuce.core.LettuceFutures;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.RedisURI;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.cluster.api.sync.RedisAdvancedClusterCommands;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;

/** Keys written with a plain cluster client, to be found again whatever happened meanwhile. */
final class PlainKeys {
  private final LocalWorld world;
  private final int count;

  private PlainKeys(LocalWorld world, int count) {
    this.world = world;
    this.count = count;
  }

  /** Writes keys all over the slots, and waits until the replicas have them too. */
  static PlainKeys written(LocalWorld world, int count) {
    PlainKeys keys = new PlainKeys(world, count);
    try (RedisClusterClient client = keys.client();
        StatefulRedisClusterConnection<String, String> connection = client.connect()) {
      List<RedisFuture<String>> futures = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        futures.add(connection.async().set(key(i), value(i)));
      }
      LettuceFutures.awaitAll(Duration.ofSeconds(20), futures.toArray(RedisFuture[]::new));
    }
    Awaitility.await("replicas")
        .atMost(Duration.ofSeconds(20))
        .until(() -> world.kubelet().pods(world.cluster()).stream().allMatch(keys::isReplicated));
    return keys;
  }

  /** Whether every replica of this pod's node has all that was written to it. */
  private boolean isReplicated(Pod pod) {
    List<String> lines =
        ((String) world.kubelet().process(pod.getMetadata().getName()).call("INFO", "replication"))
            .lines()
            .toList();
    String offset =
        lines.stream()
            .filter(line -> line.startsWith("master_repl_offset:"))
            .findFirst()
            .orElseThrow()
            .replace("master_repl_offset:", "offset=");
    return lines.stream()
        .filter(line -> line.matches("slave\\d+:.*"))
        .allMatch(line -> line.contains(offset + ","));
  }

  /** Those that are not there any more, or not as they were; read with a client of its own. */
  List<String> missing() {
    List<String> missing = new ArrayList<>();
    try (RedisClusterClient client = client();
        StatefulRedisClusterConnection<String, String> connection = client.connect()) {
      RedisAdvancedClusterCommands<String, String> sync = connection.sync();
      for (int from = 0; from < count; from += 500) {
        String[] part =
            IntStream.range(from, Math.min(count, from + 500))
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
