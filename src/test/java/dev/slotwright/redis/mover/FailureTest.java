package dev.slotwright.redis.mover;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slotwright.cluster.SlotSet;
import dev.slotwright.operation.MoveStatus;
import dev.slotwright.world.redis.ClusterNode;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Nodes freeze, die and fail over in the middle of a move. */
class FailureTest {
  private static final Duration LIMIT = Duration.ofSeconds(90);
  private static final SlotSet SLOTS = SlotSet.range(0, 1500);

  @Test
  void aFrozenTargetIsWaitedFor() {
    try (MoverWorld world =
        MoverWorld.of(MoverWorld.embedded(3, 0).withNodeTimeout(Duration.ofSeconds(6)))) {
      Keys keys = new Keys(world.client);
      keys.writeEveryType(3_000);
      keys.fillSlot(100, 3_000);
      world.start(world.move(0, 1, SLOTS));
      world.awaitKeys(300);
      ClusterNode target = world.cluster.node(1);
      target.freeze();
      Awaitility.await().pollDelay(Duration.ofSeconds(3)).until(() -> true);
      target.thaw();
      assertThat(world.await(LIMIT)).isInstanceOf(MoveStatus.Done.class);
      ClusterInvariants.hold(world.cluster);
      keys.verify();
    }
  }

  @Test
  void aKilledTargetThatComesBackIsGoneOnWith() {
    try (MoverWorld world =
        MoverWorld.of(
            MoverWorld.embedded(3, 0)
                .withArguments(
                    "--appendonly",
                    "yes",
                    "--appendfsync",
                    "always",
                    "--cluster-require-full-coverage",
                    "no"))) {
      Keys keys = new Keys(world.client);
      keys.writeEveryType(2_000);
      world.start(world.move(0, 1, SLOTS));
      world.awaitKeys(300);
      ClusterNode target = world.cluster.node(1);
      target.kill();
      target.restart();
      assertThat(world.await(LIMIT)).isInstanceOf(MoveStatus.Done.class);
      world.cluster.awaitStable(3);
      ClusterInvariants.hold(world.cluster);
      keys.verify();
    }
  }

  @Test
  void aSourceThatFailsOverIsReplacedByItsNewMaster() {
    try (MoverWorld world =
        MoverWorld.of(MoverWorld.embedded(3, 1).withNodeTimeout(Duration.ofSeconds(5)))) {
      Keys keys = new Keys(world.client);
      keys.writeEveryType(1_000);
      keys.fillSlot(100, 20_000);
      keys.fillSlot(1000, 20_000);
      world.start(world.move(0, 1, SLOTS));
      ClusterNode replica = world.cluster.node(3);
      world.awaitKeys(2_000);
      replica.call("CLUSTER", "FAILOVER");
      world.awaitMaster(replica);
      assertThat(world.await(LIMIT)).isInstanceOf(MoveStatus.Done.class);
      assertThat(Views.self(world.cluster.node(1)).slots().minus(SLOTS).size()).isEqualTo(5461);
      ClusterInvariants.hold(world.cluster);
      keys.verify();
    }
  }

  @Test
  void aTargetThatFailsOverIsReplacedByItsNewMaster() {
    try (MoverWorld world =
        MoverWorld.of(MoverWorld.embedded(3, 1).withNodeTimeout(Duration.ofSeconds(5)))) {
      Keys keys = new Keys(world.client);
      keys.writeEveryType(1_000);
      keys.fillSlot(100, 20_000);
      keys.fillSlot(1000, 20_000);
      world.start(world.move(0, 1, SLOTS));
      ClusterNode replica = world.cluster.node(4);
      world.awaitKeys(2_000);
      replica.call("CLUSTER", "FAILOVER");
      world.awaitMaster(replica);
      assertThat(world.await(LIMIT)).isInstanceOf(MoveStatus.Done.class);
      ClusterInvariants.hold(world.cluster);
      keys.verify();
    }
  }

  @Test
  void aForeignOpenSlotIsRefusedAndRepaired() {
    try (MoverWorld world = MoverWorld.of(MoverWorld.embedded(3, 0))) {
      world.cluster.node(2).call("CLUSTER", "SETSLOT", "7", "IMPORTING", world.id(0).value());
      world.start(world.move(0, 1, SlotSet.of(7, 8)));
      assertThat(world.await(LIMIT))
          .isInstanceOfSatisfying(
              MoveStatus.Failed.class,
              failed ->
                  assertThat(failed.reason()).contains("slot 7", world.id(2).brief(), "repair"));
      List<String> lines = world.mover.closeOpenSlots(Views.of(world.cluster));
      assertThat(lines).singleElement().asString().startsWith("slot 7 closed");
      ClusterInvariants.hold(world.cluster);
    }
  }
}
