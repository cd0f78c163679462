package dev.slotwright.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.slotwright.cluster.ClusterView;
import dev.slotwright.cluster.NodeId;
import dev.slotwright.control.RefusedException;
import dev.slotwright.control.UnreachableException;
import dev.slotwright.world.redis.ClusterNode;
import dev.slotwright.world.redis.RedisBinary;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LeavingTest {
  static List<RedisBinary> servers() {
    return RedisBinary.tier();
  }

  @ParameterizedTest
  @MethodSource("servers")
  void anEmptyMasterAndItsReplicaLeaveAndMayComeBack(RedisBinary server) {
    try (RedisWorld world = RedisWorld.of(server, 3, 1)) {
      int written = world.fill(300, 20);
      ClusterNode master = world.join();
      ClusterNode replica = world.join();
      world.redis().attach(world.observe(), RedisWorld.id(replica), RedisWorld.id(master));
      world.cluster().awaitStable(8);

      world.redis().remove(world.observe(), world.leaving(master, replica));

      ClusterView after = world.observe();
      assertThat(after.nodes()).hasSize(6);
      assertThat(after.newcomers()).hasSize(2);
      for (int i = 0; i < 6; i++) {
        assertThat((String) world.node(i).call("CLUSTER", "NODES"))
            .doesNotContain(master.id(), replica.id());
      }
      master.readId();
      world.meet(master);
      await().until(() -> world.observe().disagreements().isEmpty());
      assertThat(world.observe().nodes()).hasSize(7);
      assertThat(world.keys()).isEqualTo(written);
    }
  }

  @ParameterizedTest
  @MethodSource("servers")
  void aReplicaWithACopyLeaves(RedisBinary server) {
    try (RedisWorld world = RedisWorld.of(server, 2, 1)) {
      int written = world.fill(300, 20);
      ClusterNode replica = world.node(3);
      await().until(() -> world.observe().disagreements().isEmpty());

      world.redis().remove(world.observe(), world.leaving(replica));
      world.redis().remove(world.observe(), world.leaving(replica));

      assertThat(world.observe().newcomers())
          .singleElement()
          .satisfies(report -> assertThat(report.keys()).isZero());
      assertThat(world.keys()).isEqualTo(written);
    }
  }

  @ParameterizedTest
  @MethodSource("servers")
  void whoOwnsSlotsOrIsFollowedStays(RedisBinary server) {
    try (RedisWorld world = RedisWorld.of(server, 2, 0)) {
      ClusterNode master = world.join();
      ClusterNode replica = world.join();
      world.redis().attach(world.observe(), RedisWorld.id(replica), RedisWorld.id(master));
      world.cluster().awaitStable(4);
      await().until(() -> world.observe().disagreements().isEmpty());
      ClusterView view = world.observe();

      assertThatThrownBy(() -> world.redis().remove(view, world.leaving(world.node(0))))
          .isInstanceOf(RefusedException.class)
          .hasMessageContaining("8192 slots");
      assertThatThrownBy(() -> world.redis().remove(view, world.leaving(master)))
          .isInstanceOf(RefusedException.class)
          .hasMessageContaining(replica.endpoint() + " follows it");
      assertThat(world.observe().nodes()).hasSize(4);
    }
  }

  @ParameterizedTest
  @MethodSource("servers")
  void aDeadNodeIsForgottenAndASilentOneThatStaysForbidsIt(RedisBinary server) {
    try (RedisWorld world = RedisWorld.of(server, 3, 1)) {
      NodeId dead = RedisWorld.id(world.node(4));
      NodeId leaving = RedisWorld.id(world.node(5));
      ClusterView before = world.observe();
      world.node(4).kill();
      assertThatThrownBy(() -> world.redis().remove(before, world.leaving(world.node(5))))
          .isInstanceOf(UnreachableException.class)
          .hasMessageContaining(world.node(4).endpoint())
          .hasMessageContaining("stays but does not answer");

      world.redis().remove(world.observe(), Set.of(dead, leaving));

      assertThat(world.observe().nodes()).hasSize(4).doesNotContainKeys(dead, leaving);
    }
  }

  /** The lease is asked for the first time when the rules have had no objection. */
  @ParameterizedTest
  @MethodSource("servers")
  void aReplicaThatTakesOverMeanwhileIsForgottenByNobody(RedisBinary server) {
    try (RedisWorld world = RedisWorld.of(server, 3, 1)) {
      int written = world.fill(300, 20);
      ClusterNode replica = world.node(3);
      NodeId id = RedisWorld.id(replica);
      await().until(() -> world.observe().disagreements().isEmpty());
      ClusterView before = world.observe();
      AtomicBoolean failedOver = new AtomicBoolean();
      world.permitted(
          () -> {
            if (failedOver.compareAndSet(false, true)) {
              replica.call("CLUSTER", "FAILOVER");
              await().until(() -> world.observe().node(id).orElseThrow().isMaster());
            }
            return true;
          });

      assertThatThrownBy(() -> world.redis().remove(before, world.leaving(replica)))
          .isInstanceOf(RefusedException.class)
          .hasMessageContaining(replica.endpoint())
          .hasMessageContaining("slots");

      assertThat(failedOver).isTrue();
      await().until(() -> world.observe().disagreements().isEmpty());
      assertThat(world.observe().nodes()).hasSize(6);
      assertThat(world.observe().stateOk()).isTrue();
      assertThat(world.keys()).isEqualTo(written);
    }
  }

  @ParameterizedTest
  @MethodSource("servers")
  void withoutTheLeaseNothingIsChanged(RedisBinary server) {
    try (RedisWorld world = RedisWorld.of(server, 2, 1)) {
      ClusterNode blank = world.cluster().addEmptyNode();
      ClusterNode empty = world.join();
      await().until(() -> world.observe().disagreements().isEmpty());
      ClusterView view = world.observe();
      NodeId replica = RedisWorld.id(world.node(2));
      world.permitted(() -> false);

      for (ThrowingCallable change :
          List.<ThrowingCallable>of(
              () -> world.meet(blank),
              () -> world.redis().attach(view, RedisWorld.id(empty), RedisWorld.id(world.node(0))),
              () -> world.redis().promote(view, replica),
              () -> world.redis().remove(view, Set.of(replica)))) {
        assertThatThrownBy(change)
            .isInstanceOf(RefusedException.class)
            .hasMessageContaining("the lease of this cluster was lost");
      }
      assertThat(world.observe().nodes()).isEqualTo(view.nodes());
    }
  }

  @ParameterizedTest
  @MethodSource("servers")
  void aSilentMasterWithSlotsIsNotRemovedWithItsReplicas(RedisBinary server) {
    try (RedisWorld world = RedisWorld.of(server, 3, 1)) {
      world.fill(100, 20);
      world.node(4).freeze();
      world.node(1).freeze();
      ClusterView view = world.observe();

      assertThatThrownBy(
              () ->
                  world
                      .redis()
                      .remove(view, world.leaving(world.node(1), world.node(4), world.node(3))))
          .isInstanceOf(RefusedException.class)
          .hasMessageContaining("slots on it");
      world.node(1).thaw();
      world.node(4).thaw();
    }
  }
}
