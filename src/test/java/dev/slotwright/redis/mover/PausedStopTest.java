package dev.slotwright.redis.mover;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slotwright.cluster.SlotSet;
import dev.slotwright.operation.MovePace;
import dev.slotwright.operation.MoveStatus;
import dev.slotwright.world.redis.ClusterNode;
import dev.slotwright.world.redis.LocalCluster;
import dev.slotwright.world.redis.RedisBinary;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** An order that is paused with a slot open is stopped while it cannot be finished. */
@ParameterizedClass
@MethodSource("dev.slotwright.world.redis.RedisBinary#tier")
class PausedStopTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final MovePace SLOWEST = new MovePace(false, 0.05);

  @Parameter RedisBinary server;

  /** The patience that has to end it does not stand still with the pause. */
  @Test
  void aStopOfAPausedOrderEndsThoughTheTargetIsAway() {
    MoverSettings hasty = MoverSettings.defaults().withPatience(Duration.ofSeconds(3));
    LocalCluster.Settings settings = MoverWorld.on(server, 3, 0);
    try (MoverWorld world = MoverWorld.of(settings, LineWatch.NONE, hasty)) {
      Keys keys = new Keys(world.client);
      keys.fillSlot(100, 60_000);
      ClusterNode target = world.cluster.node(1);
      world.mover.pace(SLOWEST);
      world.start(world.move(0, 1, SlotSet.of(100)));
      world.awaitKeys(500);
      world.mover.pace(SLOWEST.pause());
      PaceTest.awaitStandstill(world);
      target.freeze();
      MoveStatus status;
      try {
        CompletableFuture.runAsync(world.mover::stop);
        status = world.await(LIMIT);
      } finally {
        target.thaw();
      }
      assertThat(status)
          .isInstanceOfSatisfying(
              MoveStatus.Failed.class,
              failed -> {
                assertThat(failed.retryable()).isTrue();
                assertThat(failed.reason()).contains("left open", "slots 100 of");
              });
      world.cluster.awaitStable(3);
      assertThat(world.mover.closeOpenSlots(Views.of(world.cluster)))
          .singleElement()
          .asString()
          .startsWith("slot 100 finished");
      ClusterInvariants.hold(world.cluster);
      keys.verify();
    }
  }
}
