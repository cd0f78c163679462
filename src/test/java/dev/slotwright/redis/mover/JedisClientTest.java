package dev.slotwright.redis.mover;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slotwright.cluster.SlotSet;
import dev.slotwright.operation.MoveStatus;
import dev.slotwright.world.redis.LocalCluster;
import dev.slotwright.world.redis.RedisBinary;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisCluster;

/** An application with Jedis' cluster client, at its defaults, does not notice a move. */
class JedisClientTest {
  private static final int KEYS = 4_000;
  private static final int WRITERS = 2;

  private final Map<String, Long> acknowledged = new ConcurrentHashMap<>();
  private final ConcurrentLinkedQueue<RuntimeException> errors = new ConcurrentLinkedQueue<>();
  private volatile boolean stopped;

  static List<RedisBinary> servers() {
    return RedisBinary.tier();
  }

  @ParameterizedTest
  @MethodSource("servers")
  void jedisSeesNoErrorWhileSlotsMove(RedisBinary server) throws InterruptedException {
    try (MoverWorld world =
        MoverWorld.of(LocalCluster.Settings.of(server, 3, 0).withEmptyMasters(1))) {
      HostAndPort seed = HostAndPort.from(world.cluster.node(0).endpoint());
      try (JedisCluster jedis = new JedisCluster(seed)) {
        for (int i = 0; i < KEYS; i++) {
          jedis.set("plain:" + i, "value-" + i);
        }
        List<Thread> writers = start(jedis);
        try {
          world.start(
              world.move(0, 3, SlotSet.range(0, 2000)),
              world.move(1, 3, SlotSet.range(5461, 7460)),
              world.move(2, 3, SlotSet.range(10_922, 12_921)));
          assertThat(world.await(Duration.ofSeconds(60))).isInstanceOf(MoveStatus.Done.class);
        } finally {
          stop(writers);
        }
        assertThat(errors).isEmpty();
        assertThat(acknowledged).isNotEmpty();
        acknowledged.forEach(
            (key, value) -> assertThat(jedis.get(key)).as(key).isEqualTo(value.toString()));
        for (int i = 0; i < KEYS; i++) {
          assertThat(jedis.get("plain:" + i)).isEqualTo("value-" + i);
        }
      }
      ClusterInvariants.hold(world.cluster);
    }
  }

  private List<Thread> start(JedisCluster jedis) {
    List<Thread> writers = new ArrayList<>();
    for (int writer = 0; writer < WRITERS; writer++) {
      int number = writer;
      writers.add(Thread.ofPlatform().start(() -> write(jedis, number)));
    }
    return writers;
  }

  private void write(JedisCluster jedis, int writer) {
    Random random = new Random(writer);
    while (!stopped) {
      String key = "counter:" + writer + ":" + random.nextInt(1_000);
      try {
        acknowledged.put(key, jedis.incr(key));
        jedis.get("plain:" + random.nextInt(KEYS));
      } catch (RuntimeException e) {
        errors.add(e);
      }
    }
  }

  private void stop(List<Thread> writers) throws InterruptedException {
    stopped = true;
    for (Thread writer : writers) {
      writer.join();
    }
  }
}
