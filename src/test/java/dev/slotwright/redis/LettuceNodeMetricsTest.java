package dev.slotwright.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.slotwright.cluster.Address;
import dev.slotwright.cluster.Role;
import dev.slotwright.control.UnreachableException;
import dev.slotwright.load.Metric;
import dev.slotwright.load.NodeSample;
import dev.slotwright.world.redis.ClusterNode;
import dev.slotwright.world.redis.LocalCluster;
import dev.slotwright.world.redis.RedisBinary;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LettuceNodeMetricsTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  static List<RedisBinary> servers() {
    return RedisBinary.tier();
  }

  @ParameterizedTest
  @MethodSource("servers")
  void everyNodeIsFoundThroughOneSeedAndFollowed(RedisBinary server) {
    try (RedisWorld world =
            new RedisWorld(LocalCluster.Settings.of(server, 2, 1).withPassword("secret"));
        LettuceNodeMetrics metrics =
            new LettuceNodeMetrics(
                world.connections(),
                "orders",
                List.of(RedisWorld.at(world.node(0))),
                InstantSource.fixed(NOW))) {
      world.fill(100, 100);
      assertThat(metrics.poll()).hasSize(1);
      List<NodeSample> samples = metrics.poll();

      assertThat(samples)
          .hasSize(4)
          .allSatisfy(
              sample -> {
                assertThat(sample.cluster()).isEqualTo("orders");
                assertThat(sample.at()).isEqualTo(NOW);
                assertThat(sample.values())
                    .containsKeys(Metric.USED_MEMORY_BYTES, Metric.ENGINE_CPU_SECONDS);
                assertThat(sample.values().containsKey(Metric.REPLICA_LAG_BYTES))
                    .isEqualTo(sample.role().orElseThrow() == Role.REPLICA);
              });
      assertThat(samples.stream().filter(s -> s.role().orElseThrow() == Role.REPLICA)).hasSize(2);

      ClusterNode joined = world.join();
      await()
          .untilAsserted(
              () ->
                  assertThat(metrics.poll())
                      .extracting(NodeSample::node)
                      .contains(RedisWorld.id(joined)));
    }
  }

  @Test
  void whenNobodyAnswersEachIsNamed() {
    Address one = new Address("127.0.0.1", 1);
    Address other = new Address("127.0.0.1", 2);
    try (LettuceNodeMetrics metrics =
        new LettuceNodeMetrics(
            new NodeConnections(RedisSettings.defaults(), dev.slotwright.control.Credentials.NONE),
            "orders",
            List.of(one, other),
            Clock.systemUTC())) {
      assertThatThrownBy(metrics::poll)
          .isInstanceOf(UnreachableException.class)
          .hasMessageContaining("orders")
          .hasMessageContaining(one.toString())
          .hasMessageContaining(other.toString());
    }
  }
}
