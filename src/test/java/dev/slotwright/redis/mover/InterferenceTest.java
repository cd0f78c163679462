package dev.slotwright.redis.mover;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slotwright.cluster.SlotSet;
import dev.slotwright.operation.MovePace;
import dev.slotwright.operation.MoveStatus;
import dev.slotwright.policy.Execution;
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

/** Another tool changes owners, opens and closes slots while they move. */
@ParameterizedClass
@MethodSource("dev.slotwright.world.redis.RedisBinary#tier")
class InterferenceTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final SlotSet SLOTS = SlotSet.range(95, 110);
  private static final String EMPTY = "101";
  private static final String FULL = "100";

  @Parameter RedisBinary server;

  private final Moment moment = new Moment();
  private MoverWorld world;
  private Keys keys;
  private ClusterNode source;
  private ClusterNode target;
  private ClusterNode third;

  @BeforeEach
  void form() {
    world = MoverWorld.of(MoverWorld.on(server, 3, 0), moment);
    source = world.cluster.node(0);
    target = world.cluster.node(1);
    third = world.cluster.node(2);
    keys = new Keys(world.client);
    keys.fillSlot(100, 3_000);
    keys.fillSlot(104, 500);
  }

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void aSlotThatAThirdNodeHasTakenIsLeftToIt() {
    moment.before(2, "MIGRATE", source, this::thirdTakesTheEmptySlot);
    assertThat(move())
        .isInstanceOfSatisfying(
            MoveStatus.Failed.class,
            failed -> {
              assertThat(failed.reason()).contains("slot 101", "another tool");
              assertThat(failed.retryable()).isTrue();
            });
    assertThat(moment.hasCome()).isTrue();
    ClusterInvariants.hold(world.cluster);
    assertThat(Views.self(third).owns(101)).isTrue();
    assertThat(Views.self(target).owns(100)).as("the others are moved all the same").isTrue();
    keys.verify();
  }

  @Test
  void anOpenSlotThatIsTakenDuringAPauseIsLeftToItsTaker() {
    keys.fillSlot(100, 40_000);
    MovePace slow = new MovePace(false, 0.05);
    world.mover.pace(slow);
    world.start(world.move(0, 1, SLOTS));
    world.awaitKeys(500);
    world.mover.pace(slow.pause());
    awaitStandstill();
    assertThat(Views.self(source).migratingTo(101)).as("101 is open").isPresent();

    thirdTakesTheEmptySlot();
    world.mover.pace(MovePace.FULL);

    assertThat(world.await(LIMIT))
        .isInstanceOfSatisfying(
            MoveStatus.Failed.class,
            failed -> assertThat(failed.reason()).contains("slot 101", "another tool"));
    ClusterInvariants.hold(world.cluster);
    assertThat(Views.self(third).owns(101)).isTrue();
    assertThat(Views.self(target).owns(100)).as("the others are moved all the same").isTrue();
    keys.verify();
  }

  @Test
  void aSlotThatIsTakenDuringAPauseBeforeItsTurnIsLeftToItsTaker() {
    moment.before(
        1, "CLUSTER SETSLOT \\d+ NODE", source, () -> world.mover.pace(MovePace.FULL.pause()));
    world.start(
        new Execution(2, Duration.ofMillis(5), Execution.Transport.MIGRATE),
        world.move(0, 1, SLOTS));
    assertThat(moment.hasCome()).isTrue();
    awaitStandstill();
    ClusterInvariants.noSlotIsOpen(world.cluster);
    assertThat(world.progress().slotsMoved()).isPositive();
    assertThat(Views.self(source).owns(101)).as("101 has not had its turn").isTrue();

    thirdTakesTheEmptySlot();
    world.mover.pace(MovePace.FULL);

    assertThat(world.await(LIMIT))
        .isInstanceOfSatisfying(
            MoveStatus.Failed.class, failed -> assertThat(failed.reason()).contains("slot 101"));
    ClusterInvariants.hold(world.cluster);
    assertThat(Views.self(third).owns(101)).isTrue();
    keys.verify();
  }

  /** A pause lets what is open be finished for 3 s. */
  private void awaitStandstill() {
    long[] moved = {-1, System.nanoTime()};
    Awaitility.await("nothing moves")
        .atMost(LIMIT)
        .until(
            () -> {
              long now = world.progress().keysMoved() + world.progress().slotsMoved();
              if (now != moved[0]) {
                moved[0] = now;
                moved[1] = System.nanoTime();
              }
              return System.nanoTime() - moved[1] > Duration.ofSeconds(1).toNanos();
            });
  }

  /** An open slot takes no news from gossip, so the mover's own ends are told as a tool would. */
  private void thirdTakesTheEmptySlot() {
    third.call("CLUSTER", "SETSLOT", EMPTY, "IMPORTING", source.id());
    third.call("CLUSTER", "SETSLOT", EMPTY, "NODE", third.id());
    for (ClusterNode node : List.of(target, source)) {
      node.call("CLUSTER", "SETSLOT", EMPTY, "NODE", third.id());
      node.call("CLUSTER", "SETSLOT", EMPTY, "STABLE");
    }
  }

  @Test
  void aSourceThatIsClosedInMidMoveIsOpenedAgain() {
    moment.before(3, "MIGRATE", source, () -> source.call("CLUSTER", "SETSLOT", FULL, "STABLE"));
    assertThat(move()).isInstanceOf(MoveStatus.Done.class);
    assertThat(moment.hasCome()).isTrue();
    ClusterInvariants.hold(world.cluster);
    keys.verify();
  }

  /** MIGRATE is answered MOVED then, which is never followed. */
  @Test
  void aTargetThatIsClosedInMidMoveIsOpenedAgain() {
    moment.before(3, "MIGRATE", source, () -> target.call("CLUSTER", "SETSLOT", FULL, "STABLE"));
    assertThat(move()).isInstanceOf(MoveStatus.Done.class);
    assertThat(moment.hasCome()).isTrue();
    ClusterInvariants.hold(world.cluster);
    keys.verify();
  }

  @Test
  void aSlotThatIsOpenedTowardsAThirdNodeIsGivenUpAndRepaired() {
    moment.before(
        3,
        "MIGRATE",
        source,
        () -> source.call("CLUSTER", "SETSLOT", FULL, "MIGRATING", third.id()));
    assertThat(move())
        .isInstanceOfSatisfying(
            MoveStatus.Failed.class,
            failed ->
                assertThat(failed.reason()).contains("slot 100", world.id(2).brief(), "repair"));
    assertThat(moment.hasCome()).isTrue();
    assertThat(Views.self(target).owns(104)).as("the others are moved all the same").isTrue();

    List<String> lines = world.mover.closeOpenSlots(Views.of(world.cluster));

    assertThat(lines).anySatisfy(line -> assertThat(line).startsWith("slot 100 finished"));
    ClusterInvariants.hold(world.cluster);
    keys.verify();
  }

  @Test
  void aForeignOpenSlotIsRefusedAndRepaired() {
    third.call("CLUSTER", "SETSLOT", EMPTY, "IMPORTING", source.id());
    assertThat(move())
        .isInstanceOfSatisfying(
            MoveStatus.Failed.class,
            failed ->
                assertThat(failed.reason()).contains("slot 101", world.id(2).brief(), "repair"));
    assertThat(world.mover.closeOpenSlots(Views.of(world.cluster)))
        .singleElement()
        .asString()
        .startsWith("slot 101 closed");
    ClusterInvariants.hold(world.cluster);
  }

  private MoveStatus move() {
    world.start(world.move(0, 1, SLOTS));
    return world.await(LIMIT);
  }
}
