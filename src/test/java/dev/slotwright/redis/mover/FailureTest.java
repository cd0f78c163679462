package dev.slotwright.redis.mover;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slotwright.cluster.SlotSet;
import dev.slotwright.operation.MoveStatus;
import dev.slotwright.world.redis.ClusterNode;
import dev.slotwright.world.redis.RedisBinary;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A node without a replica freezes, or dies and comes back with its data, while slots are open: the
 * outcome of a MIGRATE is unknown then, and the order goes on by what both ends hold.
 */
@ParameterizedClass
@MethodSource("dev.slotwright.world.redis.RedisBinary#tier")
class FailureTest {
  private static final Duration LIMIT = Duration.ofSeconds(90);
  private static final SlotSet SLOTS = SlotSet.range(0, 300);

  @Parameter RedisBinary server;

  private final Moment moment = new Moment();
  private MoverWorld world;
  private Keys keys;
  private ClusterNode source;
  private ClusterNode target;

  @BeforeEach
  void form() {
    world =
        MoverWorld.of(
            MoverWorld.on(server, 3, 0)
                .withNodeTimeout(Duration.ofSeconds(6))
                .withArguments("--appendonly", "yes", "--appendfsync", "always"),
            moment);
    source = world.cluster.node(0);
    target = world.cluster.node(1);
    keys = new Keys(world.client);
    keys.writeEveryType(500);
    keys.fillSlot(100, 2_000);
  }

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void aFrozenTargetIsWaitedFor() {
    moment.before(20, "MIGRATE", source, () -> freeze(target));
    finishes();
  }

  @Test
  void aFrozenSourceIsWaitedFor() {
    moment.before(20, "MIGRATE", source, () -> freeze(source));
    finishes();
  }

  @Test
  void aKilledTargetThatComesBackIsGoneOnWith() {
    moment.before(20, "MIGRATE", source, () -> crash(target));
    finishes();
  }

  @Test
  void aKilledSourceThatComesBackIsGoneOnWith() {
    moment.before(20, "MIGRATE", source, () -> crash(source));
    finishes();
  }

  @Test
  void aTargetKilledBetweenTheTwoNodeCommandsHasItsSlots() {
    moment.before(2, "CLUSTER SETSLOT \\d+ NODE", source, () -> crash(target));
    finishes();
  }

  @Test
  void aSourceKilledBeforeItLetsGoHasLostItsSlots() {
    moment.before(2, "CLUSTER SETSLOT \\d+ NODE", source, () -> crash(source));
    finishes();
  }

  /** A pair begins by asking its source for the node time-out. */
  @Test
  void aSourceThatIsAwayWhenItsPairBeginsIsNamed() {
    moment.before(1, "CONFIG GET cluster-node-timeout", source, source::kill);
    world.start(world.move(0, 1, SLOTS));
    assertThat(world.await(LIMIT))
        .isInstanceOfSatisfying(
            MoveStatus.Failed.class,
            failed -> {
              assertThat(failed.reason()).contains(source.endpoint()).doesNotContain("unexpected");
              assertThat(failed.retryable()).isTrue();
            });
    source.restart();
    world.cluster.awaitStable(3);
    ClusterInvariants.hold(world.cluster);
    keys.verify();
  }

  private void finishes() {
    world.start(world.move(0, 1, SLOTS));
    assertThat(world.await(LIMIT)).isInstanceOf(MoveStatus.Done.class);
    assertThat(moment.hasCome()).isTrue();
    world.cluster.awaitStable(3);
    ClusterInvariants.hold(world.cluster);
    keys.verify();
  }

  /** For longer than a MIGRATE waits, and not so long that the others take it for dead. */
  private static void freeze(ClusterNode node) {
    node.freeze();
    later(3, node::thaw);
  }

  private static void crash(ClusterNode node) {
    node.kill();
    later(1, node::restart);
  }

  private static void later(int seconds, Runnable action) {
    CompletableFuture.runAsync(
        action, CompletableFuture.delayedExecutor(seconds, TimeUnit.SECONDS));
  }
}
