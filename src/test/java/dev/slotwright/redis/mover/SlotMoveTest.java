package dev.slotwright.redis.mover;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slotwright.cluster.SlotSet;
import dev.slotwright.operation.MoveStatus;
import dev.slotwright.policy.Execution;
import dev.slotwright.world.redis.LocalCluster;
import dev.slotwright.world.redis.RedisBinary;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SlotMoveTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  static List<RedisBinary> servers() {
    return RedisBinary.all();
  }

  @ParameterizedTest
  @MethodSource("servers")
  void everyTypeMovesToAFourthMasterWhileClientsWrite(RedisBinary server) {
    try (MoverWorld world =
        MoverWorld.of(
            LocalCluster.Settings.of(server, 3, 0).withPassword("secret").withEmptyMasters(1))) {
      Keys keys = new Keys(world.client);
      keys.writeEveryType(2_000);
      keys.fillSlot(100, 5_000);
      try (Writers writers = new Writers(world.client, 2)) {
        world.start(
            world.move(0, 3, SlotSet.range(0, 1364)),
            world.move(1, 3, SlotSet.range(5461, 6826)),
            world.move(2, 3, SlotSet.range(10_922, 12_287)));
        assertThat(world.await(LIMIT)).isInstanceOf(MoveStatus.Done.class);
        writers.stopAndVerify();
      }
      keys.verify();
      ClusterInvariants.hold(world.cluster);
      assertThat(Views.self(world.cluster.node(3)).slots().size()).isEqualTo(1365 + 2 * 1366);
      assertThat(world.moved.stream().mapToInt(m -> m.move().slots().size()).sum())
          .isEqualTo(1365 + 2 * 1366);
    }
  }

  @Test
  void emptySlotsMoveAllTheSame() {
    try (MoverWorld world = MoverWorld.of(MoverWorld.embedded(3, 0).withEmptyMasters(3))) {
      world.start(
          new Execution(64, Duration.ofMillis(5), Execution.Transport.MIGRATE),
          world.move(0, 3, SlotSet.range(0, 2730)),
          world.move(1, 4, SlotSet.range(5461, 8191)),
          world.move(2, 5, SlotSet.range(10_922, 13_652)));
      assertThat(world.await(LIMIT))
          .isInstanceOfSatisfying(
              MoveStatus.Done.class,
              done -> assertThat(done.progress().slotsMoved()).isEqualTo(3 * 2731));
      ClusterInvariants.hold(world.cluster);
    }
  }

  @Test
  void aDrainedMasterStaysAMaster() {
    try (MoverWorld world = MoverWorld.of(MoverWorld.embedded(3, 0))) {
      Keys keys = new Keys(world.client);
      keys.writeEveryType(300);
      world.start(
          world.move(2, 0, SlotSet.range(10_922, 13_652)),
          world.move(2, 1, SlotSet.range(13_653, 16_383)));
      assertThat(world.await(LIMIT)).isInstanceOf(MoveStatus.Done.class);
      keys.verify();
      ClusterInvariants.hold(world.cluster);
      assertThat(Views.self(world.cluster.node(2)).master()).isTrue();
      assertThat(world.cluster.node(2).call("DBSIZE")).isEqualTo(0L);
      assertThat((List<?>) world.cluster.node(2).call("CONFIG", "GET", "cluster-allow-replica-*"))
          .asString()
          .contains("yes");
    }
  }

  @Test
  void stopLeavesNoSlotOpenAndTheOrderCanBeGivenAgain() {
    try (MoverWorld world = MoverWorld.of(MoverWorld.embedded(3, 0))) {
      Keys keys = new Keys(world.client);
      keys.writeEveryType(3_000);
      world.start(world.move(0, 1, SlotSet.range(0, 2000)));
      world.awaitKeys(100);
      world.mover.stop();
      assertThat(world.await(LIMIT))
          .isInstanceOfSatisfying(
              MoveStatus.Failed.class, failed -> assertThat(failed.retryable()).isTrue());
      ClusterInvariants.hold(world.cluster);
      world.start(world.move(0, 1, SlotSet.range(0, 2000)));
      assertThat(world.await(LIMIT)).isInstanceOf(MoveStatus.Done.class);
      keys.verify();
      ClusterInvariants.hold(world.cluster);
    }
  }
}
