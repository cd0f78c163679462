package dev.slotwright.redis.mover;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slotwright.cluster.SlotSet;
import dev.slotwright.operation.MovePace;
import dev.slotwright.operation.MoveStatus;
import dev.slotwright.plan.SlotMove;
import dev.slotwright.policy.Execution;
import dev.slotwright.world.redis.LocalCluster;
import dev.slotwright.world.redis.RedisBinary;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** An order whose pace is changed while it runs. */
class PaceTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final MovePace PAUSED = MovePace.FULL.pause();
  private static final MovePace SLOWEST = new MovePace(false, 0.05);

  @Test
  void pauseClosesWhatIsOpenAndMovesNothingUntilItIsResumed() {
    try (MoverWorld world = MoverWorld.of(MoverWorld.embedded(3, 0))) {
      Keys keys = new Keys(world.client);
      keys.writeEveryType(3_000);
      try (Writers writers = new Writers(world.client, 2)) {
        world.start(world.move(0, 1, SlotSet.range(0, 5000)));
        world.awaitKeys(200);
        world.mover.pace(PAUSED);
        awaitStandstill(world);
        MoveStatus.Progress paused = world.progress();
        assertThat(paused.openSlots()).isZero();
        assertThat(paused.slotsMoved()).isBetween(1, 5000);
        assertThat(paused.secondsLeft()).isEmpty();
        assertThat(paused.keysPerSecond()).isZero();
        assertThat(paused.figures().pace()).isEqualTo(PAUSED);
        ClusterInvariants.noSlotIsOpen(world.cluster);
        world.mover.pace(PAUSED.resume());
        assertThat(world.await(LIMIT)).isInstanceOf(MoveStatus.Done.class);
        writers.stopAndVerify();
      }
      keys.verify();
      ClusterInvariants.hold(world.cluster);
    }
  }

  @Test
  void aSlotTooLargeToBeFinishedSoonWaitsBetweenBatchesAndAnAbortFinishesIt() {
    try (MoverWorld world = MoverWorld.of(MoverWorld.embedded(3, 0))) {
      Keys keys = new Keys(world.client);
      keys.fillSlot(100, 60_000);
      world.mover.pace(SLOWEST);
      world.start(world.move(0, 1, SlotSet.range(0, 1000)));
      world.awaitKeys(500);
      world.mover.pace(SLOWEST.pause());
      awaitStandstill(world);
      assertThat(world.progress().openSlots()).isPositive();
      assertThat(world.progress().keysMoved()).isLessThan(60_000);
      readsAreServed(world, 100);
      world.mover.stop();
      assertThat(world.await(LIMIT))
          .isInstanceOfSatisfying(
              MoveStatus.Failed.class,
              failed -> {
                assertThat(failed.reason()).contains("no slot is open");
                assertThat(failed.progress().slotsMoved()).isLessThan(1001);
              });
      ClusterInvariants.hold(world.cluster);
      keys.verify();
    }
  }

  @Test
  void slowerTakesNoMoreOfTheTimeThanItsShare() {
    try (MoverWorld world = MoverWorld.of(MoverWorld.embedded(3, 0))) {
      new Keys(world.client).fillSlot(100, 60_000);
      world.mover.pace(new MovePace(false, 0.125));
      world.start(world.move(0, 1, SlotSet.of(100)));
      double eighth = shareOfNextBatches(world, 40);
      world.mover.pace(SLOWEST);
      shareOfNextBatches(world, 2);
      double twentieth = shareOfNextBatches(world, 20);
      world.mover.pace(MovePace.FULL);
      assertThat(world.await(LIMIT)).isInstanceOf(MoveStatus.Done.class);
      // A bound from above only: on a busy machine the rests get longer, never shorter.
      assertThat(eighth).isLessThan(0.125 * 1.2);
      assertThat(twentieth).isLessThan(0.05 * 1.2);
    }
  }

  static List<RedisBinary> servers() {
    return RedisBinary.tier();
  }

  @ParameterizedTest
  @MethodSource("servers")
  void anAbortLeavesNoSlotOpenWheneverItComes(RedisBinary server) {
    try (MoverWorld world = MoverWorld.of(LocalCluster.Settings.of(server, 3, 0))) {
      Keys keys = new Keys(world.client);
      keys.writeEveryType(1_000);
      long[] moments = {0, 1, 900, 4_000, 8_000};
      for (int i = 0; i < moments.length; i++) {
        keys.fillSlot(i * 1000 + 3, 5_000);
        keys.fillSlot(i * 1000 + 20, 5_000);
        SlotMove move = world.move(0, 1, SlotSet.range(i * 1000, i * 1000 + 999));
        world.start(new Execution(8, Duration.ofMillis(1), Execution.Transport.MIGRATE), move);
        world.awaitKeys(moments[i]);
        world.mover.stop();
        ClusterInvariants.noSlotIsOpen(world.cluster);
        assertThat(world.await(LIMIT))
            .as("aborted after %d keys", moments[i])
            .isInstanceOfSatisfying(
                MoveStatus.Failed.class,
                failed -> {
                  assertThat(failed.retryable()).isTrue();
                  assertThat(failed.progress().openSlots()).isZero();
                });
        ClusterInvariants.hold(world.cluster);
      }
      keys.verify();
    }
  }

  @Test
  void anAbortClosesAtTheirSourceSlotsOfWhichNothingHasMoved() {
    try (MoverWorld world = MoverWorld.of(MoverWorld.embedded(3, 0))) {
      Keys keys = new Keys(world.client);
      for (int slot = 0; slot < 8; slot++) {
        keys.fillSlot(slot, 5_000);
      }
      world.mover.pace(SLOWEST);
      try (Writers writers = new Writers(world.client, 2)) {
        world.start(world.move(0, 1, SlotSet.range(0, 7)));
        world.awaitKeys(100);
        assertThat(world.progress().openSlots()).isEqualTo(8);
        world.mover.stop();
        assertThat(world.await(LIMIT))
            .isInstanceOfSatisfying(
                MoveStatus.Failed.class,
                failed -> {
                  assertThat(failed.progress().slotsMoved()).isBetween(1, 4);
                  assertThat(failed.progress().openSlots()).isZero();
                });
        writers.stopAndVerify();
      }
      assertThat(world.withdrawn)
          .singleElement()
          .satisfies(
              told -> {
                assertThat(told.returned().size()).isBetween(4, 7);
                assertThat(told.leftOpen().isEmpty()).isTrue();
                assertThat(Views.self(world.cluster.node(0)).slots().intersect(told.returned()))
                    .isEqualTo(told.returned());
              });
      ClusterInvariants.hold(world.cluster);
      keys.verify();
    }
  }

  /** Whatever is asked for, in whatever order: nothing is lost, and an aborted order can go on. */
  @ParameterizedTest
  @MethodSource("serversAndSeeds")
  void anySequenceOfPacesEndsWhole(RedisBinary server, long seed) {
    Random random = new Random(seed);
    try (MoverWorld world = MoverWorld.of(LocalCluster.Settings.of(server, 3, 1))) {
      Keys keys = new Keys(world.client);
      keys.writeEveryType(500);
      keys.fillSlot(3, 4_000);
      keys.fillSlot(2_000, 4_000);
      SlotSet slots = SlotSet.range(0, 3_000);
      try (Writers writers = new Writers(world.client, 2)) {
        world.start(world.move(0, 1, slots));
        MovePace pace = MovePace.FULL;
        for (int i = 0; i < 25; i++) {
          pace = next(pace, random.nextInt(4));
          world.mover.pace(pace);
          if (random.nextInt(5) == 0) {
            world.mover.stop();
            ClusterInvariants.noSlotIsOpen(world.cluster);
            world.await(LIMIT);
            world.start(world.move(0, 1, slots));
          }
          awaitBatches(world, random.nextInt(4));
        }
        world.mover.pace(MovePace.FULL);
        assertThat(world.await(LIMIT)).as("seed %d", seed).isInstanceOf(MoveStatus.Done.class);
        writers.stopAndVerify();
      }
      keys.verify();
      ClusterInvariants.hold(world.cluster);
      assertThat(Views.self(world.cluster.node(0)).slots().intersect(slots).isEmpty()).isTrue();
    }
  }

  static Stream<Arguments> serversAndSeeds() {
    return servers().stream()
        .flatMap(server -> Stream.of(Arguments.of(server, 1L), Arguments.of(server, 2L)));
  }

  private static MovePace next(MovePace pace, int which) {
    return switch (which) {
      case 0 -> pace.pause();
      case 1 -> pace.resume();
      case 2 -> pace.slower();
      default -> pace.faster().resume();
    };
  }

  /** So many more, or as many as come in half a second: none while it is paused or done. */
  private static void awaitBatches(MoverWorld world, int more) {
    long wanted = world.progress().figures().migrates().count() + more;
    long deadline = System.nanoTime() + Duration.ofMillis(500).toNanos();
    Awaitility.await("batches, or half a second")
        .pollInterval(Duration.ofMillis(2))
        .until(
            () ->
                world.progress().figures().migrates().count() >= wanted
                    || System.nanoTime() > deadline);
  }

  @Test
  void whatWasMovedIsToldWithItsTransportAndTime() {
    try (MoverWorld world = MoverWorld.of(MoverWorld.embedded(3, 0))) {
      new Keys(world.client).fillSlot(100, 5_000);
      world.start(world.move(0, 1, SlotSet.range(0, 200)));
      MoveStatus done = world.await(LIMIT);
      assertThat(done).isInstanceOf(MoveStatus.Done.class);
      assertThat(done.progress().figures().transport()).contains("migrate");
      assertThat(done.progress().figures().batchKeys()).isPositive();
      assertThat(done.progress().figures().batchBytes()).isPositive();
      assertThat(done.progress().figures().migrates().count()).isPositive();
      assertThat(world.moved)
          .allSatisfy(
              moved -> {
                assertThat(moved.transport()).isEqualTo(Execution.Transport.MIGRATE);
                assertThat(moved.seconds()).isPositive();
              });
      assertThat(world.moved.stream().mapToLong(moved -> moved.keys()).sum()).isEqualTo(5_000);
    }
  }

  /** One by one: commands on several keys of a slot that is half moved are answered TRYAGAIN. */
  private static void readsAreServed(MoverWorld world, int slot) {
    String tag = KeySlot.tagOf(slot);
    try (StatefulRedisClusterConnection<String, String> connection = world.client.connect()) {
      for (int i = 0; i < 60_000; i += 1_000) {
        String key = "{" + tag + "}:" + i;
        assertThat(connection.sync().get(key)).isEqualTo("of " + key);
      }
    }
  }

  /** Until no key has moved for a second; bounded, for a pause has to take hold soon. */
  static void awaitStandstill(MoverWorld world) {
    AtomicLong last = new AtomicLong(-1);
    Awaitility.await("no key moves")
        .atMost(Duration.ofSeconds(15))
        .pollInterval(Duration.ofSeconds(1))
        .until(() -> last.getAndSet(world.progress().keysMoved()) == world.progress().keysMoved());
    assertThat(world.mover.status()).isInstanceOf(MoveStatus.Running.class);
  }

  /** How much of the time the next batches keep the source busy. */
  private static double shareOfNextBatches(MoverWorld world, int batches) {
    MoveStatus.Progress before = world.progress();
    long begin = System.nanoTime();
    Awaitility.await("batches")
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofMillis(1))
        .until(
            () ->
                world.progress().figures().migrates().count()
                    >= before.figures().migrates().count() + batches);
    double millis = (System.nanoTime() - begin) / 1e6;
    return world.progress().figures().migrates().since(before.figures().migrates()).sumMillis()
        / millis;
  }
}
