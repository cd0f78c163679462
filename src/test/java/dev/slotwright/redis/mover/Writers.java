package dev.slotwright.redis.mover;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.cluster.api.sync.RedisAdvancedClusterCommands;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Clients that increment counters all over the cluster and remember what was acknowledged. */
final class Writers implements AutoCloseable {
  private static final int COUNTERS = 2_000;

  private final RedisClusterClient client;
  private final Map<String, Long> acknowledged = new ConcurrentHashMap<>();
  private final ConcurrentLinkedQueue<RuntimeException> errors = new ConcurrentLinkedQueue<>();
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean stopped;

  Writers(RedisClusterClient client, int count) {
    this.client = client;
    for (int writer = 0; writer < count; writer++) {
      int number = writer;
      threads.add(Thread.ofVirtual().start(() -> write(number)));
    }
  }

  private void write(int writer) {
    Random random = new Random(writer);
    try (StatefulRedisClusterConnection<String, String> connection = client.connect()) {
      RedisAdvancedClusterCommands<String, String> redis = connection.sync();
      while (!stopped) {
        String key = "counter:" + writer + ":" + random.nextInt(COUNTERS);
        try {
          acknowledged.put(key, redis.incr(key));
        } catch (RuntimeException e) {
          errors.add(e);
        }
      }
    }
  }

  /** No client saw an error and every counter is where its last acknowledgement left it. */
  void stopAndVerify() {
    close();
    assertThat(errors).isEmpty();
    assertThat(acknowledged).isNotEmpty();
    try (StatefulRedisClusterConnection<String, String> connection = client.connect()) {
      acknowledged.forEach(
          (key, value) ->
              assertThat(connection.sync().get(key)).as(key).isEqualTo(value.toString()));
    }
  }

  @Override
  public void close() {
    stopped = true;
    for (Thread thread : threads) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }
  }
}
