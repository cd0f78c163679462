package dev.slotwright.world;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slotwright.world.process.ChildProcess;
import dev.slotwright.world.redis.RedisBinary;
import dev.slotwright.world.redis.RedisConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class LocalWorldTest {
  @Test
  void bringsUpEmptyPodsAndABrokerAndTakesAllAway() {
    Path directory;
    ChildProcess server;
    try (LocalWorld world =
        LocalWorld.named("shop").server(RedisBinary.embedded()).maxmemory("64mb").start()) {
      directory = world.directory();
      world.kubelet().awaitReady("shop", 6, Duration.ofSeconds(30));
      server = world.kubelet().process(world.pod(0)).process();

      assertThat(world.seeds()).hasSize(6).allMatch(seed -> seed.matches("127\\..*:\\d+"));
      try (RedisConnection first = world.kubelet().process("shop-0").connect()) {
        assertThat((String) first.call("CLUSTER", "INFO")).contains("cluster_known_nodes:1");
        assertThat(first.call("CONFIG", "GET", "maxmemory").toString()).contains("67108864");
      }
      assertThat(world.passwordFile()).hasContent(world.redis().password());
      assertThat(world.policy("shop.yaml", "kind: ScalingPolicy")).exists();
      world.broker().createTopic("slotwright.metrics", 1);
    }
    assertThat(server.isAlive()).isFalse();
    assertThat(Files.exists(directory)).isFalse();
  }
}
