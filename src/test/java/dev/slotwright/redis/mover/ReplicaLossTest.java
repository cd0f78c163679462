package dev.slotwright.redis.mover;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slotwright.cluster.SlotSet;
import dev.slotwright.operation.MoveStatus;
import dev.slotwright.world.redis.ClusterNode;
import dev.slotwright.world.redis.RedisBinary;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** The only replica of the target dies while slots are open. */
@ParameterizedClass
@MethodSource("dev.slotwright.world.redis.RedisBinary#tier")
class ReplicaLossTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final SlotSet SLOTS = SlotSet.range(90, 120);

  @Parameter RedisBinary server;

  private final Moment moment = new Moment();
  private MoverWorld world;
  private Keys keys;
  private ClusterNode target;
  private ClusterNode replica;

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void nothingMovesUntilItIsBack() {
    form(Duration.ofSeconds(30));
    begin();
    awaitStandstill();
    assertThat(world.mover.status()).isInstanceOf(MoveStatus.Running.class);
    replica.restart();
    MoveStatus status = world.await(LIMIT);
    assertThat(status).isInstanceOf(MoveStatus.Done.class);
    toldOnceThat("has lost its last replica");
    assertThat(status.progress().figures().warnings())
        .containsExactly(world.warned.getFirst().message());
    world.cluster.awaitStable(6);
    ClusterInvariants.hold(world.cluster);
    keys.verify();
  }

  @Test
  void itsMoveFailsWhenItStaysAwayAndARepairFinishesWhatIsHalfMoved() {
    form(Duration.ofSeconds(3));
    begin();
    assertThat(world.await(LIMIT))
        .isInstanceOfSatisfying(
            MoveStatus.Failed.class,
            failed -> {
              assertThat(failed.reason())
                  .contains(target.endpoint(), "no replica", replica.endpoint(), "left open");
              assertThat(failed.retryable()).isTrue();
            });
    world.mover.closeOpenSlots(Views.of(world.cluster));
    ClusterInvariants.hold(world.cluster);
    keys.verify();
    world.start(world.move(0, 1, SLOTS));
    assertThat(world.await(LIMIT))
        .as("without the replica no other order is begun")
        .isInstanceOfSatisfying(
            MoveStatus.Failed.class, failed -> assertThat(failed.progress().slotsMoved()).isZero());
  }

  /** For that is how an operator says that there is to be none. */
  @Test
  void itIsGoneOnWithoutItOnceItIsForgotten() {
    form(Duration.ofSeconds(30));
    String id = replica.id();
    begin();
    awaitStandstill();
    world.cluster.nodes().stream()
        .filter(ClusterNode::isAlive)
        .forEach(node -> node.call("CLUSTER", "FORGET", id));
    assertThat(world.await(LIMIT)).isInstanceOf(MoveStatus.Done.class);
    assertThat(world.warned).hasSize(2);
    assertThat(world.warned.getLast().message()).contains("all were forgotten", "one node only");
    ClusterInvariants.hold(world.cluster);
    keys.verify();
  }

  @Test
  void anAbortDoesNotWaitForIt() {
    form(Duration.ofSeconds(50));
    begin();
    awaitStandstill();
    CompletableFuture<Void> stop = CompletableFuture.runAsync(world.mover::stop);
    assertThat(world.await(Duration.ofSeconds(20)))
        .isInstanceOfSatisfying(
            MoveStatus.Failed.class,
            failed -> assertThat(failed.reason()).contains("no slot is open"));
    stop.join();
    assertThat(world.warned.getLast().message()).contains("being stopped", "one node only");
    ClusterInvariants.hold(world.cluster);
    keys.verify();
  }

  private void form(Duration patience) {
    world =
        MoverWorld.of(
            MoverWorld.on(server, 3, 1).withNodeTimeout(Duration.ofSeconds(15)),
            moment,
            MoverSettings.defaults().withPatience(patience));
    target = world.cluster.node(1);
    replica = world.cluster.node(4);
    keys = new Keys(world.client);
    keys.fillSlot(100, 40_000);
    keys.fillSlot(110, 500);
    world.cluster.awaitReplicated();
  }

  private void begin() {
    moment.before(3, "MIGRATE", world.cluster.node(0), replica::kill);
    world.start(world.move(0, 1, SLOTS));
    assertThat(moment.hasCome()).isTrue();
  }

  /** It was told, and for a second nothing has moved. */
  private void awaitStandstill() {
    Awaitility.await("the warning").atMost(LIMIT).until(() -> !world.warned.isEmpty());
    toldOnceThat("has lost its last replica");
    long moved = world.progress().keysMoved();
    assertThat(moved).isLessThan(40_500);
    Awaitility.await("nothing moves")
        .during(Duration.ofSeconds(1))
        .atMost(Duration.ofSeconds(2))
        .until(() -> world.progress().keysMoved() == moved);
  }

  private void toldOnceThat(String words) {
    assertThat(world.warned)
        .singleElement()
        .satisfies(
            warning -> {
              assertThat(warning.code()).isEqualTo("target-unreplicated");
              assertThat(warning.message()).contains(target.endpoint(), words);
            });
  }
}
