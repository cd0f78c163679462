package dev.slotwright.redis.mover;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slotwright.cluster.SlotSet;
import dev.slotwright.operation.MoveStatus;
import dev.slotwright.world.redis.ClusterNode;
import dev.slotwright.world.redis.RedisBinary;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A replica takes the place of an end while slots are open. Redis forgets them then, Valkey 8 and
 * newer hand them on; the order goes on with the new master on both.
 */
@ParameterizedClass
@MethodSource("dev.slotwright.world.redis.RedisBinary#tier")
class FailoverTest {
  private static final Duration LIMIT = Duration.ofSeconds(90);
  private static final long FAILOVER_NANOS = Duration.ofSeconds(6).toNanos();
  private static final SlotSet SLOTS = SlotSet.range(0, 300);

  @Parameter RedisBinary server;

  private final Moment moment = new Moment();

  @Test
  void aSourceThatFailsOverIsReplacedByItsNewMaster() {
    try (MoverWorld world = world()) {
      Keys keys = written(world);
      ClusterNode replica = world.cluster.node(3);
      boolean[] inherited = new boolean[1];
      moment.before(
          20,
          "MIGRATE",
          world.cluster.node(0),
          () -> {
            failOver(replica);
            inherited[0] = !Views.self(replica).migrating().isEmpty();
          });
      finishes(world);
      assertThat(inherited[0]).as("open slots at the new master").isEqualTo(handsOn(replica));
      assertThat(Views.self(replica).slots().intersect(SLOTS).isEmpty()).isTrue();
      keys.verify();
    }
  }

  @Test
  void aTargetThatFailsOverIsReplacedByItsNewMaster() {
    try (MoverWorld world = world()) {
      Keys keys = written(world);
      ClusterNode replica = world.cluster.node(4);
      boolean[] inherited = new boolean[1];
      moment.before(
          20,
          "MIGRATE",
          world.cluster.node(0),
          () -> {
            failOver(replica);
            inherited[0] = !Views.self(replica).importing().isEmpty();
          });
      finishes(world);
      assertThat(inherited[0]).as("open slots at the new master").isEqualTo(handsOn(replica));
      assertThat(SLOTS.minus(Views.self(replica).slots()).isEmpty()).isTrue();
      keys.verify();
    }
  }

  /** What the source had deleted may be back at its replica: equal copies, which are replaced. */
  @Test
  void aSourceThatDiesIsReplacedByItsReplica() {
    try (MoverWorld world = world()) {
      Keys keys = written(world);
      ClusterNode source = world.cluster.node(0);
      moment.before(20, "MIGRATE", source, source::kill);
      finishes(world);
      assertThat(Views.self(world.cluster.node(3)).master()).isTrue();
      keys.verify();
    }
  }

  @Test
  void aSourceThatBecomesAReplicaBeforeItLetsGoIsNoHarm() {
    try (MoverWorld world = world()) {
      Keys keys = written(world);
      moment.before(
          2,
          "CLUSTER SETSLOT \\d+ NODE",
          world.cluster.node(0),
          () -> failOver(world.cluster.node(3)));
      finishes(world);
      keys.verify();
    }
  }

  /** What the target had acknowledged and not replicated is lost: the last batch at most. */
  @Test
  void aTargetThatDiesIsReplacedByItsReplica() {
    try (MoverWorld world = world(MoverSettings.defaults().withReplicaWindowBytes(0))) {
      Keys keys = written(world);
      ClusterNode target = world.cluster.node(1);
      moment.before(20, "MIGRATE", world.cluster.node(0), target::kill);
      finishes(world);
      assertThat(Views.self(world.cluster.node(4)).master()).isTrue();
      keys.verify();
    }
  }

  /** Redis elects no replica of a master without slots, so the target is given one first. */
  @Test
  void anEmptyTargetThatDiesIsReplacedByItsReplica() {
    try (MoverWorld world = world(MoverSettings.defaults().withReplicaWindowBytes(0))) {
      ClusterNode target = world.join();
      ClusterNode replica = world.join();
      replica.call("CLUSTER", "REPLICATE", target.id());
      world.cluster.awaitStable(world.cluster.nodes().size());
      Keys keys = written(world);
      moment.before(8, "MIGRATE", world.cluster.node(0), target::kill);
      world.start(world.move(0, 6, SLOTS));
      assertThat(world.await(LIMIT)).isInstanceOf(MoveStatus.Done.class);
      assertThat(moment.hasCome()).isTrue();
      ClusterInvariants.hold(world.cluster);
      assertThat(SLOTS.minus(Views.self(replica).slots()).isEmpty()).isTrue();
      keys.verify();
    }
  }

  /** Without a slot only Valkey 8 and newer elect one; the mover gives a slot for that reason. */
  @Test
  void aMasterWithoutSlotsIsReplacedOnlyWhereTheServerDoesIt() {
    try (MoverWorld world = world()) {
      ClusterNode empty = world.join();
      ClusterNode replica = world.join();
      replica.call("CLUSTER", "REPLICATE", empty.id());
      world.cluster.awaitStable(world.cluster.nodes().size());
      world.cluster.awaitReplicated();
      boolean elects = Abilities.of(replica).electsWithoutSlots();
      empty.kill();
      Awaitility.await("failed").atMost(LIMIT).until(() -> failed(world, empty));
      Awaitility.await("elected: " + elects)
          .pollDelay(elects ? Duration.ZERO : Duration.ofSeconds(4))
          .atMost(Duration.ofSeconds(20))
          .until(() -> Views.self(replica).master() == elects);
    }
  }

  private static boolean failed(MoverWorld world, ClusterNode node) {
    return ((String) world.cluster.node(0).call("CLUSTER", "NODES"))
        .lines()
        .anyMatch(line -> line.contains(node.endpoint()) && line.contains("master,fail "));
  }

  private MoverWorld world() {
    return world(MoverSettings.defaults());
  }

  private MoverWorld world(MoverSettings settings) {
    return MoverWorld.of(
        MoverWorld.on(server, 3, 1).withNodeTimeout(Duration.ofSeconds(3)),
        moment,
        settings.withPatience(Duration.ofSeconds(40)));
  }

  private static Keys written(MoverWorld world) {
    Keys keys = new Keys(world.client);
    keys.writeEveryType(500);
    keys.fillSlot(100, 2_000);
    world.cluster.awaitReplicated();
    return keys;
  }

  private void finishes(MoverWorld world) {
    world.start(world.move(0, 1, SLOTS));
    assertThat(world.await(LIMIT)).isInstanceOf(MoveStatus.Done.class);
    assertThat(moment.hasCome()).isTrue();
    ClusterInvariants.hold(world.cluster);
  }

  /** Asked again when it is not elected: a failover by hand gives up after 5 s. */
  static void failOver(ClusterNode replica) {
    long[] askedAt = {0};
    Awaitility.await(replica.endpoint() + " is master")
        .atMost(Duration.ofSeconds(40))
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(20))
        .until(
            () -> {
              long now = System.nanoTime();
              if (askedAt[0] == 0 || now - askedAt[0] > FAILOVER_NANOS) {
                replica.call("CLUSTER", "FAILOVER");
                askedAt[0] = now;
              }
              return Views.self(replica).master();
            });
  }

  /** Valkey 8 and newer replicate open slots. */
  private boolean handsOn(ClusterNode node) {
    return Abilities.of(node).replicatesOpenSlots();
  }
}
