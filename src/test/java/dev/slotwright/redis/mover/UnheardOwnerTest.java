package dev.slotwright.redis.mover;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slotwright.cluster.NodeId;
import dev.slotwright.cluster.SlotSet;
import dev.slotwright.operation.MoveStatus;
import dev.slotwright.world.redis.ClusterNode;
import dev.slotwright.world.redis.RedisBinary;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A target takes a slot and dies. Where the source has heard that it took it and its replica has
 * not (Redis before 7.0 tells by gossip alone), the replica takes its place without the slot:
 * nobody owns it then, and the replica has its keys.
 */
@ParameterizedClass
@MethodSource("dev.slotwright.world.redis.RedisBinary#tier")
class UnheardOwnerTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final int SLOT = 42;
  private static final String KEY = "{" + KeySlot.tagOf(SLOT) + "}:key";

  @Parameter RedisBinary server;

  private final Moment moment = new Moment();
  private MoverWorld world;
  private ClusterNode source;
  private ClusterNode target;
  private ClusterNode replica;
  private boolean tellsAtOnce;
  private boolean heard;

  @BeforeEach
  void form() {
    MoverSettings settings =
        MoverSettings.defaults().withPatience(Duration.ofSeconds(40)).withReplicaWindowBytes(0);
    world =
        MoverWorld.of(
            MoverWorld.on(server, 3, 1).withNodeTimeout(Duration.ofSeconds(3)), moment, settings);
    source = world.cluster.node(0);
    target = world.cluster.node(1);
    replica = world.cluster.node(4);
    tellsAtOnce = Abilities.of(target).tellsAtOnce();
    raiseEpoch();
  }

  /**
   * As after many slots: it does not raise its epoch for one more. Else the replica, which speaks
   * for it with the old epoch, would be corrected by whoever has heard.
   */
  private void raiseEpoch() {
    target.call("CLUSTER", "BUMPEPOCH");
    long epoch = Views.self(target).me().epoch();
    Awaitility.await("epoch " + epoch + " known")
        .atMost(LIMIT)
        .until(
            () ->
                world.cluster.nodes().stream()
                    .allMatch(node -> Views.self(node).peers().get(id(target)).epoch() == epoch));
  }

  @AfterEach
  void close() {
    world.close();
  }

  /** Before the target tells its replica, and where it has told it, before the source lets go. */
  @Test
  void anOrderGivesTheSlotToTheReplica() {
    source.call("SET", KEY, "value");
    world.cluster.awaitReplicated();
    if (tellsAtOnce) {
      moment.before(1, "CLUSTER SETSLOT \\d+ NODE", source, this::dies);
    } else {
      moment.before(1, "CLUSTER MEET \\d", target, this::dies);
    }
    world.start(world.move(0, 1, SlotSet.of(SLOT)));
    assertThat(world.await(LIMIT)).isInstanceOf(MoveStatus.Done.class);
    assertThat(moment.hasCome()).isTrue();
    replicaServesIt();
  }

  @Test
  void aRepairGivesTheSlotToTheNodeWithItsKeys() {
    source.call("SET", KEY, "value");
    takenAndDead();
    List<String> lines = repaired();
    if (!heard) {
      assertThat(lines)
          .anyMatch(line -> line.startsWith("slot 42 taken over by " + id(replica).brief()));
    }
    replicaServesIt();
  }

  /** Nobody living has a key of it: the source, which has it open, has it back in the end. */
  @Test
  void aRepairGivesAnEmptySlotBackOnceItsOwnerIsGone() {
    takenAndDead();
    repaired();
    assertThat(Views.self(heard ? replica : source).owns(SLOT)).isTrue();
    ClusterInvariants.hold(world.cluster);
  }

  private void takenAndDead() {
    String slot = Integer.toString(SLOT);
    target.call("CLUSTER", "SETSLOT", slot, "IMPORTING", source.id());
    source.call("CLUSTER", "SETSLOT", slot, "MIGRATING", target.id());
    source.call("MIGRATE", target.address(), port(target), KEY, "0", "1000");
    world.cluster.awaitReplicated();
    target.call("CLUSTER", "SETSLOT", slot, "NODE", target.id());
    dies();
    awaitFailover();
    // By gossip the replica may have been told by chance.
    heard = Views.self(replica).owns(SLOT);
    assertThat(Views.self(source).owns(SLOT)).isFalse();
  }

  /** As soon as the source knows; by the same means as the mover's own. */
  private void dies() {
    target.call("CLUSTER", "MEET", source.address(), port(source));
    Awaitility.await("the source has heard")
        .atMost(LIMIT)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(2))
        .until(() -> !Views.self(source).owns(SLOT));
    target.kill();
  }

  private void awaitFailover() {
    Awaitility.await("failover").atMost(LIMIT).until(() -> Views.self(replica).master());
  }

  private List<String> repaired() {
    MoverSettings settings =
        MoverSettings.defaults()
            .withPatience(Duration.ofSeconds(20))
            .withGoneAfter(Duration.ofSeconds(1));
    try (LettuceSlotMover mover = MoverWorld.mover(world.cluster, LineWatch.NONE, settings)) {
      return Awaitility.await("no slot open")
          .atMost(LIMIT)
          .pollDelay(Duration.ZERO)
          .pollInterval(Duration.ofMillis(300))
          .until(
              () -> mover.closeOpenSlots(Views.of(world.cluster)),
              lines -> lines.stream().noneMatch(line -> line.contains("left open")));
    }
  }

  private void replicaServesIt() {
    awaitFailover();
    ClusterInvariants.hold(world.cluster);
    assertThat(Views.self(replica).owns(SLOT)).isTrue();
    assertThat(replica.call("GET", KEY)).isEqualTo("value");
    world.cluster.awaitStable(world.cluster.nodes().size());
  }

  private static NodeId id(ClusterNode node) {
    return Views.id(node);
  }

  private static String port(ClusterNode node) {
    return Integer.toString(node.port());
  }
}
