package dev.slotwright.redis.mover;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slotwright.cluster.SlotSet;
import dev.slotwright.operation.MoveStatus;
import dev.slotwright.world.redis.ClusterNode;
import dev.slotwright.world.redis.RedisBinary;
import dev.slotwright.world.redis.RedisConnection;
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
 * A replica does not answer while slots are opened and closed. Valkey 8 and newer run SETSLOT there
 * first and answer NOREPLICAS after 2 s, with the replica changed or not; it is sent again. Others
 * ask no replica.
 */
@ParameterizedClass
@MethodSource("dev.slotwright.world.redis.RedisBinary#tier")
class SilentReplicaTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final SlotSet SLOTS = SlotSet.range(90, 120);

  @Parameter RedisBinary server;

  private final Moment moment = new Moment();
  private MoverWorld world;
  private Keys keys;

  @BeforeEach
  void form() {
    world =
        MoverWorld.of(MoverWorld.on(server, 3, 1).withNodeTimeout(Duration.ofSeconds(15)), moment);
    keys = new Keys(world.client);
    keys.writeEveryType(200);
    keys.fillSlot(100, 500);
  }

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void whatASetSlotIsAnsweredThen() {
    ClusterNode replica = world.cluster.node(4);
    replica.freeze();
    Object answer;
    try (RedisConnection target = world.cluster.node(1).connect()) {
      answer = target.call("CLUSTER", "SETSLOT", "7", "IMPORTING", world.cluster.node(0).id());
    } catch (RedisConnection.RedisError e) {
      answer = e.getMessage();
    } finally {
      replica.thaw();
    }
    if (Abilities.of(replica).replicatesOpenSlots()) {
      assertThat(answer).asString().startsWith("NOREPLICAS");
    } else {
      assertThat(answer).isEqualTo("OK");
    }
  }

  /** Nothing is open yet but the throw-away key's slot, so the order ends and is given again. */
  @Test
  void whileTheOrderIsChecked() {
    freezing(1, 4, "CLUSTER SETSLOT \\d+ IMPORTING", 1);
    world.start(world.move(0, 1, SLOTS));
    MoveStatus status = world.await(LIMIT);
    if (Abilities.of(world.cluster.node(1)).replicatesOpenSlots()) {
      assertThat(status)
          .isInstanceOfSatisfying(
              MoveStatus.Failed.class,
              failed -> {
                assertThat(failed.reason()).contains("NOREPLICAS");
                assertThat(failed.retryable()).isTrue();
              });
      world.cluster.node(4).thaw();
      world.mover.closeOpenSlots(Views.of(world.cluster));
      ClusterInvariants.hold(world.cluster);
      world.start(world.move(0, 1, SLOTS));
      status = world.await(LIMIT);
    }
    assertThat(status).isInstanceOf(MoveStatus.Done.class);
    ClusterInvariants.hold(world.cluster);
    keys.verify();
  }

  @Test
  void whileTheTargetOpens() {
    freezes(2, 4, "CLUSTER SETSLOT \\d+ IMPORTING", 1);
  }

  @Test
  void whileTheSourceOpens() {
    freezes(1, 3, "CLUSTER SETSLOT \\d+ MIGRATING", 0);
  }

  @Test
  void whileTheTargetTakes() {
    freezes(1, 4, "CLUSTER SETSLOT \\d+ NODE", 1);
  }

  @Test
  void whileTheSourceLetsGo() {
    freezes(1, 3, "CLUSTER SETSLOT \\d+ NODE", 0);
  }

  private void freezes(int nth, int replica, String command, int node) {
    freezing(nth, replica, command, node);
    world.start(world.move(0, 1, SLOTS));
    assertThat(world.await(LIMIT)).isInstanceOf(MoveStatus.Done.class);
    assertThat(moment.hasCome()).isTrue();
    world.cluster.node(replica).thaw();
    ClusterInvariants.hold(world.cluster);
    keys.verify();
  }

  private void freezing(int nth, int replica, String command, int node) {
    ClusterNode silent = world.cluster.node(replica);
    moment.before(
        nth,
        command,
        world.cluster.node(node),
        () -> {
          silent.freeze();
          CompletableFuture.runAsync(
              silent::thaw, CompletableFuture.delayedExecutor(4, TimeUnit.SECONDS));
        });
  }
}
