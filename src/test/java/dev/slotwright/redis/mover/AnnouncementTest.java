package dev.slotwright.redis.mover;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slotwright.cluster.SlotSet;
import dev.slotwright.operation.MoveStatus;
import dev.slotwright.world.redis.ClusterNode;
import dev.slotwright.world.redis.RedisBinary;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Slots go to a target that is empty but for its replica, which has to hear of them: where it may
 * not be told at once, and where it does not answer, what is open is closed nevertheless.
 */
@ParameterizedClass
@MethodSource("dev.slotwright.world.redis.RedisBinary#tier")
class AnnouncementTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final int SLOT = 100;
  private static final int TARGET = 3;

  @Parameter RedisBinary server;

  private final Moment moment = new Moment();
  private MoverWorld world;
  private ClusterNode source;
  private ClusterNode target;
  private ClusterNode replica;
  private Keys keys;

  @BeforeEach
  void form() {
    world =
        MoverWorld.of(
            MoverWorld.on(server, 3, 0)
                .withNodeTimeout(Duration.ofSeconds(4))
                .withArguments("--appendonly", "yes", "--key-load-delay", "200"),
            moment);
    source = world.cluster.node(0);
    target = world.join();
    replica = world.join();
    replica.call("CLUSTER", "REPLICATE", target.id());
    Awaitility.await("the replica is known")
        .atMost(LIMIT)
        .until(() -> Views.self(target).replicas().count() == 1);
    world.cluster.awaitReplicated();
    keys = new Keys(world.client);
    keys.fillSlot(SLOT, 10_000);
  }

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void anOrderGoesOnThatMayNotMeet() {
    moment.before(1, "MIGRATE", source, this::forbid);
    world.start(world.move(0, TARGET, SlotSet.of(SLOT)));
    assertThat(world.await(LIMIT)).isInstanceOf(MoveStatus.Done.class);
    assertThat(moment.hasCome()).isTrue();
    closed();
  }

  @Test
  void anOrderGoesOnThatMayNotMeetAndWhoseSourceHasARisenEpoch() {
    moment.before(
        1,
        "MIGRATE",
        source,
        () -> {
          UnheardEpochTest.rise(source, world.cluster.node(2));
          forbid();
        });
    world.start(world.move(0, TARGET, SlotSet.of(SLOT)));
    assertThat(world.await(LIMIT)).isInstanceOf(MoveStatus.Done.class);
    assertThat(moment.hasCome()).isTrue();
    closed();
  }

  @Test
  void aRepairThatMayNotMeetClosesWhatTheTargetHasTaken() {
    target.call("CLUSTER", "SETSLOT", "101", "IMPORTING", source.id());
    source.call("CLUSTER", "SETSLOT", "101", "MIGRATING", target.id());
    moment.before(1, "CLUSTER SETSLOT 101 NODE", target, this::forbid);
    assertThat(world.mover.closeOpenSlots(Views.of(world.cluster)))
        .isNotEmpty()
        .noneMatch(line -> line.contains("not all closed"));
    closed();
  }

  @Test
  void aReplicaThatDoesNotPermitToAskIsNotWaitedFor() {
    moment.before(
        1, "CLUSTER MEET \\d", target, () -> replica.call("ACL", "SETUSER", "default", "-cluster"));
    world.start(world.move(0, TARGET, SlotSet.of(SLOT)));
    // Its last look at all nodes is refused too; by then nothing is open.
    MoveStatus.Progress progress = world.await(LIMIT).progress();
    assertThat(progress.slotsMoved()).isEqualTo(1);
    assertThat(progress.openSlots()).isZero();
    assertThat(moment.hasCome()).isTrue();
    closed();
  }

  @Test
  void aReplicaThatLoadsIsNotWaitedFor() {
    AtomicReference<CompletableFuture<Void>> back = new AtomicReference<>();
    moment.before(
        1,
        "CLUSTER MEET \\d",
        target,
        () -> {
          replica.kill();
          back.set(CompletableFuture.runAsync(replica::restart));
          Awaitility.await("loading")
              .ignoreExceptions()
              .atMost(LIMIT)
              .pollDelay(Duration.ZERO)
              .pollInterval(Duration.ofMillis(20))
              .until(() -> replica.call("INFO", "persistence").toString().contains("loading:1"));
        });
    world.start(world.move(0, TARGET, SlotSet.of(SLOT)));
    assertThat(world.await(LIMIT)).isInstanceOf(MoveStatus.Done.class);
    back.get().join();
    world.cluster.awaitStable(world.cluster.nodes().size());
    closed();
  }

  /** By rules that Redis 6.0 has, too. */
  private void forbid() {
    world
        .cluster
        .nodes()
        .forEach(
            node ->
                node.call(
                    "ACL",
                    "SETUSER",
                    "default",
                    "-cluster",
                    "+cluster|nodes",
                    "+cluster|info",
                    "+cluster|slots",
                    "+cluster|setslot",
                    "+cluster|bumpepoch",
                    "+cluster|countkeysinslot",
                    "+cluster|getkeysinslot"));
  }

  private void closed() {
    world.cluster.nodes().forEach(node -> node.call("ACL", "SETUSER", "default", "+cluster"));
    ClusterInvariants.hold(world.cluster);
    keys.verify();
  }
}
