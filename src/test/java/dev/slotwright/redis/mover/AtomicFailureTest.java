package dev.slotwright.redis.mover;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slotwright.cluster.Address;
import dev.slotwright.cluster.SlotSet;
import dev.slotwright.operation.MoveStatus;
import dev.slotwright.policy.Execution;
import dev.slotwright.redis.Request;
import dev.slotwright.redis.mover.atomic.ServerTask;
import dev.slotwright.world.redis.ClusterNode;
import dev.slotwright.world.redis.LocalCluster;
import dev.slotwright.world.redis.RedisBinary;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The servers' own migration is stopped, abandoned, keeps failing, or loses an end. */
class AtomicFailureTest {
  private static final Duration LIMIT = Duration.ofSeconds(90);
  private static final SlotSet SLOTS = SlotSet.range(0, 1500);
  private static final String SERVERS = "dev.slotwright.redis.mover.AtomicServers#tier";

  /** Ends the mover as kill -9 would: nothing more is sent, and nothing is tidied up. */
  private static final class Killed extends Error {
    private static final long serialVersionUID = 1;

    Killed() {
      super("killed", null, false, false);
    }
  }

  private static final class Killer implements LineWatch {
    private final AtomicBoolean now = new AtomicBoolean();

    @Override
    public void before(Address address, List<Request> requests) {
      if (now.get()) {
        throw new Killed();
      }
    }
  }

  @ParameterizedTest
  @MethodSource(SERVERS)
  void stoppedInTheMiddleItLeavesNoTaskAndNoSlotMoved(RedisBinary server) {
    AtomicServers.require(server);
    try (MoverWorld world = MoverWorld.of(LocalCluster.Settings.of(server, 3, 0))) {
      Keys keys = new Keys(world.client);
      keys.writeEveryType(1_000);
      ClusterNode source = world.cluster.node(0);
      long before = (Long) world.cluster.node(1).call("DBSIZE");
      Atomic.slow(source, Duration.ofMillis(3));
      try (Writers writers = new Writers(world.client, 2)) {
        world.start(Atomic.ATOMIC, world.move(0, 1, SLOTS));
        Atomic.awaitTask(source);
        world.mover.stop();
        assertThat(world.await(LIMIT))
            .isInstanceOfSatisfying(
                MoveStatus.Failed.class, failed -> assertThat(failed.retryable()).isTrue());
        Atomic.noTaskIsInFlight(world.cluster);
        assertThat(Views.self(source).slots().minus(SLOTS))
            .isNotEqualTo(Views.self(source).slots());
        assertThat(SLOTS.minus(Views.self(source).slots()).isEmpty()).isTrue();
        writers.stopAndVerify();
      }
      assertThat((Long) world.cluster.node(1).call("DBSIZE")).isLessThan(before + 2_000);
      keys.verify();
      ClusterInvariants.hold(world.cluster);

      Atomic.slow(source, Duration.ZERO);
      world.start(Atomic.ATOMIC, world.move(0, 1, SLOTS));
      Atomic.done(world.await(LIMIT));
      keys.verify();
      ClusterInvariants.hold(world.cluster);
    }
  }

  @ParameterizedTest
  @MethodSource(SERVERS)
  void anotherMoverAdoptsWhatADeadOneLeftInFlight(RedisBinary server) {
    AtomicServers.require(server);
    Killer killer = new Killer();
    try (MoverWorld world = MoverWorld.of(LocalCluster.Settings.of(server, 3, 0), killer)) {
      Keys keys = new Keys(world.client);
      keys.writeEveryType(500);
      ClusterNode source = world.cluster.node(0);
      Atomic.slow(source, Duration.ofMillis(3));
      ServerTask left = abandoned(world, killer);

      world.start(Atomic.ATOMIC, world.move(0, 1, SLOTS));
      assertThat(Atomic.done(world.await(LIMIT)).slotsMoved()).isEqualTo(SLOTS.size());

      assertThat(Atomic.tasks(source))
          .singleElement()
          .satisfies(
              task -> {
                assertThat(task.id()).isEqualTo(left.id());
                assertThat(task.stage()).isEqualTo(ServerTask.Stage.COMPLETED);
              });
      keys.verify();
      ClusterInvariants.hold(world.cluster);
    }
  }

  @ParameterizedTest
  @MethodSource(SERVERS)
  void repairWaitsForWhatADeadMoverLeftInFlight(RedisBinary server) {
    AtomicServers.require(server);
    Killer killer = new Killer();
    try (MoverWorld world = MoverWorld.of(LocalCluster.Settings.of(server, 3, 0), killer)) {
      Keys keys = new Keys(world.client);
      keys.writeEveryType(300);
      Atomic.slow(world.cluster.node(0), Duration.ofMillis(3));
      abandoned(world, killer);
      List<String> lines = world.mover.closeOpenSlots(Views.of(world.cluster));
      assertThat(lines)
          .singleElement()
          .asString()
          .contains("slots 0-1500 moved to " + world.id(1).brief());
      Atomic.noTaskIsInFlight(world.cluster);
      keys.verify();
      ClusterInvariants.hold(world.cluster);
    }
  }

  @ParameterizedTest
  @MethodSource(SERVERS)
  void aForeignTaskIsRefusedByName(RedisBinary server) {
    AtomicServers.require(server);
    Killer killer = new Killer();
    try (MoverWorld world = MoverWorld.of(LocalCluster.Settings.of(server, 3, 0), killer)) {
      Keys keys = new Keys(world.client);
      keys.writeEveryType(300);
      Atomic.slow(world.cluster.node(0), Duration.ofMillis(3));
      ServerTask foreign = abandoned(world, killer);
      for (Execution.Transport transport : Execution.Transport.values()) {
        world.start(Atomic.of(transport), world.move(0, 2, SlotSet.of(3000)));
        assertThat(world.await(LIMIT))
            .isInstanceOfSatisfying(
                MoveStatus.Failed.class,
                failed ->
                    assertThat(failed.reason())
                        .contains(foreign.id(), "0-1500", world.id(1).brief(), "another tool"));
      }
      world.mover.closeOpenSlots(Views.of(world.cluster));
      keys.verify();
      ClusterInvariants.hold(world.cluster);
    }
  }

  @ParameterizedTest
  @MethodSource(SERVERS)
  void aKilledTargetThatComesBackGetsItsSlots(RedisBinary server) {
    AtomicServers.require(server);
    try (MoverWorld world =
        MoverWorld.of(
            LocalCluster.Settings.of(server, 3, 0)
                .withEmptyMasters(1)
                .withArguments("--cluster-require-full-coverage", "no"))) {
      ClusterNode target = world.cluster.node(3);
      Keys keys = new Keys(world.client);
      keys.writeEveryType(1_000);
      ClusterNode source = world.cluster.node(0);
      Atomic.slow(source, Duration.ofMillis(3));
      world.start(Atomic.of(Execution.Transport.AUTO), world.move(0, 3, SLOTS));
      Atomic.awaitTask(source);
      target.kill();
      Atomic.slow(source, Duration.ZERO);
      target.restart();
      Atomic.done(world.await(LIMIT));
      world.cluster.awaitStable(4);
      assertThat(Views.self(target).slots()).isEqualTo(SLOTS);
      keys.verify();
      ClusterInvariants.hold(world.cluster);
    }
  }

  @ParameterizedTest
  @MethodSource(SERVERS)
  void aSourceThatFailsOverIsReplacedByItsNewMaster(RedisBinary server) {
    AtomicServers.require(server);
    try (MoverWorld world =
        MoverWorld.of(
            LocalCluster.Settings.of(server, 3, 1).withNodeTimeout(Duration.ofSeconds(5)))) {
      Keys keys = new Keys(world.client);
      keys.writeEveryType(1_000);
      ClusterNode source = world.cluster.node(0);
      Atomic.slow(source, Duration.ofMillis(3));
      world.start(Atomic.of(Execution.Transport.AUTO), world.move(0, 1, SLOTS));
      Atomic.awaitTask(source);
      ClusterNode replica = world.cluster.node(3);
      replica.call("CLUSTER", "FAILOVER");
      world.awaitMaster(replica);
      Atomic.done(world.await(LIMIT));
      assertThat(SLOTS.minus(Views.self(world.cluster.node(1)).slots()).isEmpty()).isTrue();
      Atomic.noTaskIsInFlight(world.cluster);
      keys.verify();
      ClusterInvariants.hold(world.cluster);
    }
  }

  @ParameterizedTest
  @MethodSource(SERVERS)
  void whatKeepsFailingIsMovedByMigrateAndSaysWhy(RedisBinary server) {
    AtomicServers.require(server);
    try (MoverWorld world = MoverWorld.of(stalling(server), LineWatch.NONE, impatient())) {
      Keys keys = new Keys(world.client);
      keys.writeEveryType(300);
      Atomic.slow(world.cluster.node(0), Duration.ofSeconds(4));
      world.start(Atomic.of(Execution.Transport.AUTO), world.move(0, 1, SLOTS));
      MoveStatus.Progress progress = Atomic.done(world.await(LIMIT));
      assertThat(progress.slotsMoved()).isEqualTo(SLOTS.size());
      assertThat(progress.figures().transport()).contains("atomic+migrate");
      assertThat(progress.figures().fallback())
          .hasValueSatisfying(why -> assertThat(why).containsIgnoringCase("time"));
      Atomic.noTaskIsInFlight(world.cluster);
      keys.verify();
      ClusterInvariants.hold(world.cluster);
    }
  }

  @ParameterizedTest
  @MethodSource(SERVERS)
  void whatKeepsFailingFailsWhereNothingElseIsWanted(RedisBinary server) {
    AtomicServers.require(server);
    try (MoverWorld world = MoverWorld.of(stalling(server), LineWatch.NONE, impatient())) {
      Keys keys = new Keys(world.client);
      keys.writeEveryType(300);
      Atomic.slow(world.cluster.node(0), Duration.ofSeconds(4));
      world.start(Atomic.ATOMIC, world.move(0, 1, SLOTS));
      assertThat(world.await(LIMIT))
          .isInstanceOfSatisfying(
              MoveStatus.Failed.class,
              failed -> {
                assertThat(failed.retryable()).isTrue();
                assertThat(failed.reason()).contains("keeps failing");
              });
      Atomic.noTaskIsInFlight(world.cluster);
      keys.verify();
      ClusterInvariants.hold(world.cluster);
    }
  }

  @ParameterizedTest
  @MethodSource(SERVERS)
  void slotsThatAreOpenForMigrateAreFinishedFirst(RedisBinary server) {
    AtomicServers.require(server);
    try (MoverWorld world = MoverWorld.of(LocalCluster.Settings.of(server, 3, 0))) {
      Keys keys = new Keys(world.client);
      keys.writeEveryType(300);
      keys.fillSlot(7, 200);
      world.cluster.node(1).call("CLUSTER", "SETSLOT", "7", "IMPORTING", world.id(0).value());
      world.cluster.node(0).call("CLUSTER", "SETSLOT", "7", "MIGRATING", world.id(1).value());
      world.start(Atomic.ATOMIC, world.move(0, 1, SLOTS));
      MoveStatus.Progress progress = Atomic.done(world.await(LIMIT));
      assertThat(progress.slotsMoved()).isEqualTo(SLOTS.size());
      assertThat(progress.figures().transport()).contains("atomic+migrate");
      keys.verify();
      ClusterInvariants.hold(world.cluster);
    }
  }

  /** A server that gives a task up after a second of silence. */
  private static LocalCluster.Settings stalling(RedisBinary server) {
    return LocalCluster.Settings.of(server, 3, 0).withArguments("--repl-timeout", "1");
  }

  private static MoverSettings impatient() {
    return MoverSettings.defaults()
        .withPatience(Duration.ofSeconds(30))
        .withAtomic(new AtomicSettings(1 << 30, 2, Duration.ofMillis(100), 1 << 20));
  }

  /** A task whose mover has died. */
  private static ServerTask abandoned(MoverWorld world, Killer killer) {
    world.start(Atomic.ATOMIC, world.move(0, 1, SLOTS));
    Atomic.awaitTask(world.cluster.node(0));
    killer.now.set(true);
    world.await(LIMIT);
    killer.now.set(false);
    Awaitility.await().until(() -> world.mover.status() instanceof MoveStatus.Idle);
    return Atomic.tasks(world.cluster.node(0)).stream()
        .filter(ServerTask::inFlight)
        .findFirst()
        .orElseThrow();
  }
}
