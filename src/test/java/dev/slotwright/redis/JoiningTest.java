package dev.slotwright.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.slotwright.cluster.ClusterView;
import dev.slotwright.cluster.Node;
import dev.slotwright.cluster.NodeId;
import dev.slotwright.cluster.SlotSet;
import dev.slotwright.control.RefusedException;
import dev.slotwright.world.redis.ClusterNode;
import dev.slotwright.world.redis.LocalCluster;
import dev.slotwright.world.redis.RedisBinary;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class JoiningTest {
  static List<RedisBinary> servers() {
    return RedisBinary.tier();
  }

  @ParameterizedTest
  @MethodSource("servers")
  void aMasterAndItsReplicaJoinAndThePromotedReplicaTakesOver(RedisBinary server) {
    try (RedisWorld world =
        new RedisWorld(LocalCluster.Settings.of(server, 3, 0).withPassword("secret"))) {
      int written = world.fill(300, 20);
      ClusterNode master = world.join();
      ClusterNode replica = world.join();
      world.meet(master);
      ClusterView met = world.observe();
      assertThat(met.nodes()).hasSize(5).containsKey(RedisWorld.id(master));
      assertThat(met.newcomers()).isEmpty();

      world.redis().attach(met, RedisWorld.id(replica), RedisWorld.id(master));
      world.redis().attach(met, RedisWorld.id(replica), RedisWorld.id(master));
      assertThat(world.observe().replicasOf(RedisWorld.id(master)))
          .extracting(Node::id)
          .containsExactly(RedisWorld.id(replica));

      // The same replica moves on to a master that has slots and keys, and takes its place.
      NodeId full = RedisWorld.id(world.node(1));
      world.redis().attach(world.observe(), RedisWorld.id(replica), full);
      await().until(() -> world.observe().inSync(RedisWorld.id(replica)));
      world.redis().promote(world.observe(), RedisWorld.id(replica));
      world.redis().promote(world.observe(), RedisWorld.id(replica));

      await().until(() -> world.observe().disagreements().isEmpty());
      // A newcomer calls the state ok only some seconds after it joined.
      await().until(() -> world.observe().stateOk());
      ClusterView after = world.observe();
      assertThat(after.node(full).orElseThrow().master()).contains(RedisWorld.id(replica));
      assertThat(after.node(RedisWorld.id(replica)).orElseThrow().slots())
          .isEqualTo(met.node(full).orElseThrow().slots());
      assertThat(world.keys()).isEqualTo(written);
    }
  }

  @ParameterizedTest
  @MethodSource("servers")
  void aClusterIsFormedFromBlankNodes(RedisBinary server) {
    try (RedisWorld world = RedisWorld.of(server, 1, 0)) {
      List<ClusterNode> blank =
          IntStream.range(0, 3).mapToObj(i -> world.cluster().addEmptyNode()).toList();
      var addresses = blank.stream().map(RedisWorld::at).toList();
      LettuceRedisCluster redis = world.redis();
      assertThat(redis.observe(addresses).newcomers()).hasSize(3);

      redis.meet(addresses.get(0), addresses.get(1), RedisWorld.id(blank.get(1)));
      redis.meet(addresses.get(0), addresses.get(2), RedisWorld.id(blank.get(2)));
      for (int i = 0; i < 3; i++) {
        SlotSet slots =
            i == 2 ? SlotSet.range(10_000, 16_383) : SlotSet.range(i * 5000, i * 5000 + 4999);
        for (int again = 0; again < 2; again++) {
          redis.addSlots(redis.observe(addresses), RedisWorld.id(blank.get(i)), slots);
        }
      }

      await().until(() -> redis.observe(addresses).stateOk());
      await().until(() -> redis.observe(addresses).disagreements().isEmpty());
      ClusterView formed = redis.observe(addresses);
      assertThatThrownBy(
              () -> redis.addSlots(formed, RedisWorld.id(blank.get(0)), SlotSet.of(16_000)))
          .isInstanceOf(RefusedException.class)
          .hasMessageContaining("owns 16000");
      assertThatThrownBy(() -> world.meet(blank.get(0)))
          .isInstanceOf(RefusedException.class)
          .hasMessageContaining(addresses.get(0).toString())
          .hasMessageContaining("not blank");
    }
  }

  @ParameterizedTest
  @MethodSource("servers")
  void whoCameToTheAddressOfAnotherNodeIsNotMet(RedisBinary server) {
    try (RedisWorld world = RedisWorld.of(server, 1, 0)) {
      ClusterNode blank = world.cluster().addEmptyNode();
      NodeId observed = RedisWorld.id(blank);
      blank.call("CLUSTER", "RESET", "HARD");

      assertThatThrownBy(
              () ->
                  world.redis().meet(RedisWorld.at(world.node(0)), RedisWorld.at(blank), observed))
          .isInstanceOf(RefusedException.class)
          .hasMessageContaining(blank.endpoint())
          .hasMessageContaining("not " + observed.brief());
      assertThat((String) world.node(0).call("CLUSTER", "INFO")).contains("cluster_known_nodes:1");
    }
  }

  @ParameterizedTest
  @MethodSource("servers")
  void aMasterWithSlotsKeepsItsLastReplica(RedisBinary server) {
    try (RedisWorld world = RedisWorld.of(server, 2, 1)) {
      NodeId only = RedisWorld.id(world.node(2));
      NodeId other = RedisWorld.id(world.node(1));
      await().until(() -> world.observe().disagreements().isEmpty());

      assertThatThrownBy(() -> world.redis().attach(world.observe(), only, other))
          .isInstanceOf(RefusedException.class)
          .hasMessageContaining(world.node(0).endpoint())
          .hasMessageContaining("no other replica in sync");

      NodeId second = RedisWorld.id(world.join());
      world.redis().attach(world.observe(), second, RedisWorld.id(world.node(0)));
      await().until(() -> world.observe().inSync(second));
      await().until(() -> world.observe().disagreements().isEmpty());
      world.redis().attach(world.observe(), only, other);
      assertThat(world.observe().node(only).orElseThrow().master()).contains(other);
    }
  }

  @ParameterizedTest
  @MethodSource("servers")
  void whatHoldsDataIsNotAttached(RedisBinary server) {
    try (RedisWorld world = RedisWorld.of(server, 2, 1)) {
      world.fill(50, 20);
      ClusterView view = world.observe();
      NodeId first = RedisWorld.id(world.node(0));
      NodeId second = RedisWorld.id(world.node(1));
      ClusterNode stranger = world.cluster().addEmptyNode();
      stranger.call("CLUSTER", "ADDSLOTS", "1");

      assertThatThrownBy(() -> world.redis().attach(view, first, second))
          .isInstanceOf(RefusedException.class)
          .hasMessageContaining(world.node(0).endpoint())
          .hasMessageContaining("drain it first");
      assertThatThrownBy(() -> world.redis().attach(view, first, RedisWorld.id(world.node(3))))
          .isInstanceOf(RefusedException.class)
          .hasMessageContaining("replica itself");
      assertThatThrownBy(() -> world.meet(stranger))
          .isInstanceOf(RefusedException.class)
          .hasMessageContaining("owns 1 slots");
      assertThat(world.observe().owners()).hasSize(2);
    }
  }
}
