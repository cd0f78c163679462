package dev.slotwright.redis.mover;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slotwright.cluster.NodeId;
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
 * The source has an epoch that the target has not heard of: a claim of the source that is still
 * under way would take the slots from the target, which then deletes their keys.
 */
@ParameterizedClass
@MethodSource("dev.slotwright.world.redis.RedisBinary#tier")
class UnheardEpochTest {
  private static final int RISES = 4;

  @Parameter RedisBinary server;

  private final Moment moment = new Moment();

  @Test
  void theTargetTakesSlotsUnderAnEpochAboveTheSources() {
    try (MoverWorld world = world()) {
      ClusterNode source = world.cluster.node(0);
      ClusterNode target = world.cluster.node(1);
      ClusterNode third = world.cluster.node(2);
      Keys keys = new Keys(world.client);
      keys.fillSlot(100, 200);
      moment.before(
          1,
          "MIGRATE",
          source,
          () -> {
            rise(source, third);
            moment.before(1, "CLUSTER SETSLOT 100 NODE", source, () -> tell(source, target));
          });
      world.start(world.move(0, 1, SlotSet.of(100)));
      MoveStatus status = world.await(Duration.ofSeconds(60));
      assertThat(status).isInstanceOf(MoveStatus.Done.class);
      assertThat(moment.hasCome()).isTrue();
      ClusterInvariants.hold(world.cluster);
      keys.verify();
    }
  }

  /** It rises when the target has the slots already; the target goes above it once more. */
  @Test
  void aSourceWhoseEpochRisesBeforeItLetsGoIsOutbid() {
    try (MoverWorld world = world()) {
      ClusterNode source = world.cluster.node(0);
      ClusterNode third = world.cluster.node(2);
      Keys keys = new Keys(world.client);
      keys.fillSlot(100, 200);
      moment.before(1, "CLUSTER SETSLOT 100 NODE", source, () -> rise(source, third));
      world.start(world.move(0, 1, SlotSet.of(100)));

      assertThat(world.await(Duration.ofSeconds(60))).isInstanceOf(MoveStatus.Done.class);
      assertThat(moment.hasCome()).isTrue();
      assertThat(Views.self(world.cluster.node(1)).me().epoch())
          .isGreaterThan(Views.self(source).me().epoch());
      ClusterInvariants.hold(world.cluster);
      keys.verify();
    }
  }

  /** However it came about: nothing is called done that nobody owns. */
  @Test
  void anOrderWhoseSlotNobodyOwnsHasFailed() {
    try (MoverWorld world = world()) {
      ClusterNode source = world.cluster.node(0);
      ClusterNode target = world.cluster.node(1);
      moment.before(
          1, "CLUSTER SETSLOT 100 NODE", source, () -> target.call("CLUSTER", "DELSLOTS", "100"));
      world.start(world.move(0, 1, SlotSet.of(100)));

      assertThat(world.await(Duration.ofSeconds(60)))
          .isInstanceOfSatisfying(
              MoveStatus.Failed.class,
              failed -> assertThat(failed.reason()).contains("nobody owns slots 100"));
    }
  }

  private MoverWorld world() {
    return MoverWorld.of(
        MoverWorld.on(server, 3, 0).withNodeTimeout(Duration.ofSeconds(15)), moment);
  }

  /** Each knows of the other's epoch, and goes above it; the target has heard of neither yet. */
  static void rise(ClusterNode source, ClusterNode third) {
    for (int i = 0; i < RISES; i++) {
      ClusterNode one = i % 2 == 0 ? third : source;
      one.call("CLUSTER", "BUMPEPOCH");
      tell(one, i % 2 == 0 ? source : third);
    }
  }

  /** CLUSTER MEET of a node that is known is a ping at once. */
  private static void tell(ClusterNode from, ClusterNode to) {
    from.call("CLUSTER", "MEET", to.address(), Integer.toString(to.port()));
    long epoch = Views.self(from).me().epoch();
    NodeId id = Views.id(from);
    Awaitility.await("the epoch is heard of")
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(1))
        .until(() -> Views.self(to).peers().get(id).epoch() >= epoch);
  }
}
