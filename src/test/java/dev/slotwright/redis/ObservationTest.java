package dev.slotwright.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.slotwright.cluster.Address;
import dev.slotwright.cluster.ClusterView;
import dev.slotwright.cluster.Slot;
import dev.slotwright.control.Credentials;
import dev.slotwright.control.RefusedException;
import dev.slotwright.load.SlotBytes;
import dev.slotwright.world.redis.ClusterNode;
import dev.slotwright.world.redis.LocalCluster;
import dev.slotwright.world.redis.RedisBinary;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ObservationTest {
  static List<RedisBinary> servers() {
    return RedisBinary.tier();
  }

  @ParameterizedTest
  @MethodSource("servers")
  void allIsSeenAndAFrozenNodeHoldsNobodyUp(RedisBinary server) {
    try (RedisWorld world = RedisWorld.of(server, 3, 1)) {
      int written = world.fill(200, 20);
      await().until(() -> world.observe().disagreements().isEmpty());
      ClusterView view = world.observe();
      assertThat(view.stateOk()).isTrue();
      assertThat(view.shards())
          .hasSize(3)
          .allSatisfy(shard -> assertThat(shard.replicas()).hasSize(1));
      assertThat(view.reports().values())
          .hasSize(6)
          .allSatisfy(
              report -> {
                assertThat(report.version())
                    .startsWith((server.valkey() ? "valkey " : "redis ") + server.version());
                assertThat(report.linkUp()).isTrue();
                assertThat(report.usedMemoryBytes()).isPositive();
              });
      assertThat(world.keys()).isEqualTo(written);

      world.node(2).freeze();
      ClusterView without = observeWithin(world, Duration.ofMillis(2500));
      world.node(2).thaw();

      assertThat(without.reports()).hasSize(5);
      assertThat(without.nodes()).hasSize(6);
      assertThat(without.unreachable())
          .hasEntrySatisfying(
              RedisWorld.at(world.node(2)),
              reason -> assertThat(reason).contains("did not answer", world.node(2).endpoint()));
      await().until(() -> world.observe().unreachable().isEmpty());
    }
  }

  @ParameterizedTest
  @MethodSource("servers")
  void bytesOfSlotsSumToTheDataset(RedisBinary server) {
    boolean measures = !server.valkey() && server.version().compareTo("8.2") > 0;
    LocalCluster.Settings settings = LocalCluster.Settings.of(server, 2, 0);
    try (RedisWorld world =
        new RedisWorld(
            measures ? settings.withArguments("--cluster-slot-stats-enabled", "yes") : settings)) {
      int keys = 2000;
      int size = 2000;
      assertThat(world.fill(keys, size)).isEqualTo(keys);
      ClusterView view = world.observe();

      SlotBytes bytes = world.redis().slotBytes(view);

      assertThat(bytes.estimated()).isEqualTo(!measures);
      long sum = 0;
      for (int slot = 0; slot < Slot.COUNT; slot++) {
        sum += bytes.of(slot);
      }
      assertThat((double) sum).isBetween(0.9 * keys * size, 1.5 * keys * size);
      // {a} is in slot 15495, which the second master owns.
      long before = bytes.of(15_495);
      for (int i = 0; i < 20; i++) {
        world.node(1).call("SET", "{a}" + i, "v".repeat(size));
      }
      assertThat(world.redis().slotBytes(view).of(15_495) - before)
          .isBetween(18L * size, 30L * size);
    }
  }

  @ParameterizedTest
  @MethodSource("servers")
  void aWrongPasswordIsRefusedUnlessSomebodyAnswers(RedisBinary server) {
    try (RedisWorld world =
            new RedisWorld(LocalCluster.Settings.of(server, 1, 0).withPassword("secret"));
        LettuceRedisCluster guessing =
            new LettuceRedisCluster(
                new NodeConnections(
                    RedisSettings.defaults(),
                    new Credentials(Optional.empty(), Optional.of("guess"))),
                () -> true)) {
      Address refusing = RedisWorld.at(world.node(0));
      Address nobody = new Address(refusing.host(), 1);

      assertThatThrownBy(() -> guessing.observe(List.of(nobody, refusing)))
          .isInstanceOf(RefusedException.class)
          .hasMessageContaining(refusing + " rejects the password of user 'default'");
      assertThat(guessing.observe(List.of(nobody)).unreachable()).containsOnlyKeys(nobody);

      ClusterNode other = world.join();
      other.call("CONFIG", "SET", "requirepass", "guess");
      ClusterView view = guessing.observe(List.of(refusing, RedisWorld.at(other)));
      assertThat(view.reports()).containsOnlyKeys(RedisWorld.id(other));
      assertThat(view.unreachable().get(refusing))
          .contains(refusing.toString(), "rejects the password of user 'default'");
      other.kill();
    }
  }

  /** Looks again where a look took longer: a busy machine may have been the reason, once. */
  private static ClusterView observeWithin(RedisWorld world, Duration limit) {
    Duration shortest = Duration.ofDays(1);
    for (int look = 0; look < 3; look++) {
      long before = System.nanoTime();
      ClusterView view = world.observe();
      Duration took = Duration.ofNanos(System.nanoTime() - before);
      if (took.compareTo(limit) < 0) {
        return view;
      }
      shortest = took.compareTo(shortest) < 0 ? took : shortest;
    }
    throw new AssertionError("three looks took " + shortest + " and longer, not " + limit);
  }
}
