package dev.slotwright.redis.mover;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.LettuceFutures;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.cluster.api.async.RedisAdvancedClusterAsyncCommands;
import io.lettuce.core.cluster.api.sync.RedisAdvancedClusterCommands;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Keys of every type that are written before a move and read back after it. */
final class Keys {
  private final RedisClusterClient client;
  private int each;
  private final List<String> plain = new ArrayList<>();

  Keys(RedisClusterClient client) {
    this.client = client;
  }

  /** This many of each type. */
  void writeEveryType(int count) {
    each = count;
    try (StatefulRedisClusterConnection<String, String> connection = client.connect()) {
      RedisAdvancedClusterAsyncCommands<String, String> redis = connection.async();
      List<RedisFuture<?>> written = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        written.add(redis.set("string:" + i, "value-" + i));
        written.add(redis.setex("ttl:" + i, 3600, "v" + i));
        written.add(redis.rpush("list:" + i, "a", "b", "c" + i));
        written.add(redis.hset("hash:" + i, Map.of("f", "v" + i)));
        written.add(redis.zadd("zset:" + i, i, "m"));
        written.add(redis.sadd("set:" + i, "x", "y" + i));
        written.add(redis.xadd("stream:" + i, Map.of("n", "" + i)));
      }
      finish(written);
    }
  }

  /** Strings that are all in one slot. */
  void fillSlot(int slot, int count) {
    try (StatefulRedisClusterConnection<String, String> connection = client.connect()) {
      List<RedisFuture<?>> written = new ArrayList<>();
      String tag = KeySlot.tagOf(slot); // thousands of checksums, so once
      for (int i = 0; i < count; i++) {
        String key = "{" + tag + "}:" + i;
        written.add(connection.async().set(key, "of " + key));
        plain.add(key);
      }
      finish(written);
    }
  }

  void verify() {
    client.refreshPartitions();
    try (StatefulRedisClusterConnection<String, String> connection = client.connect()) {
      RedisAdvancedClusterCommands<String, String> redis = connection.sync();
      for (int i = 0; i < each; i++) {
        assertThat(redis.get("string:" + i)).isEqualTo("value-" + i);
        assertThat(redis.get("ttl:" + i)).isEqualTo("v" + i);
        assertThat(redis.ttl("ttl:" + i)).isBetween(3000L, 3600L);
        assertThat(redis.lrange("list:" + i, 0, -1)).containsExactly("a", "b", "c" + i);
        assertThat(redis.hget("hash:" + i, "f")).isEqualTo("v" + i);
        assertThat(redis.zscore("zset:" + i, "m")).isEqualTo((double) i);
        assertThat(redis.smembers("set:" + i)).containsExactlyInAnyOrder("x", "y" + i);
        assertThat(redis.xlen("stream:" + i)).isEqualTo(1L);
      }
      for (List<String> some : chunks(plain)) {
        redis
            .mget(some.toArray(String[]::new))
            .forEach(
                pair -> assertThat(pair.getValueOrElse(null)).isEqualTo("of " + pair.getKey()));
      }
    }
  }

  private static List<List<String>> chunks(List<String> keys) {
    List<List<String>> chunks = new ArrayList<>();
    for (int from = 0; from < keys.size(); from += 1000) {
      chunks.add(keys.subList(from, Math.min(keys.size(), from + 1000)));
    }
    return chunks;
  }

  private static void finish(List<RedisFuture<?>> written) {
    assertThat(LettuceFutures.awaitAll(Duration.ofSeconds(30), written.toArray(RedisFuture[]::new)))
        .isTrue();
  }
}
