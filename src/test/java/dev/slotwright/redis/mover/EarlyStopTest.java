package dev.slotwright.redis.mover;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slotwright.cluster.SlotSet;
import dev.slotwright.operation.MovePace;
import dev.slotwright.operation.MoveStatus;
import dev.slotwright.plan.SlotMove;
import dev.slotwright.policy.Execution;
import dev.slotwright.world.redis.ClusterNode;
import dev.slotwright.world.redis.RedisBinary;
import dev.slotwright.world.redis.RedisConnection;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** An order that is stopped before it moves anything closes what an earlier mover left open. */
@ParameterizedClass
@MethodSource("servers")
class EarlyStopTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final int HALF_MOVED = 300;
  private static final int UNTOUCHED = 301;

  /** Open between two nodes of which no move was ordered. */
  private static final int FOREIGN = 16_000;

  @Parameter RedisBinary server;

  private final Moment moment = new Moment();
  private MoverWorld world;
  private Keys keys;
  private List<SlotMove> moves;

  /** Both transports in the quick tier. */
  static List<RedisBinary> servers() {
    return Stream.concat(RedisBinary.tier().stream(), AtomicServers.tier().stream())
        .distinct()
        .toList();
  }

  @BeforeEach
  void leaveSlotsOpen() {
    world = MoverWorld.of(MoverWorld.on(server, 3, 0), moment);
    keys = new Keys(world.client);
    for (int target : List.of(1, 2)) {
      keys.fillSlot(target * HALF_MOVED, 50);
      keys.fillSlot(target * UNTOUCHED, 50);
      open(target, target * HALF_MOVED);
      open(target, target * UNTOUCHED);
      moveSome(target, target * HALF_MOVED);
    }
    moves =
        List.of(
            world.move(0, 1, SlotSet.range(200, 399)), world.move(0, 2, SlotSet.range(500, 699)));
  }

  @AfterEach
  void close() {
    world.close();
  }

  private void open(int target, int slot) {
    open(0, target, slot);
  }

  private void open(int source, int target, int slot) {
    ClusterNode from = world.cluster.node(source);
    ClusterNode to = world.cluster.node(target);
    to.call("CLUSTER", "SETSLOT", Integer.toString(slot), "IMPORTING", from.id());
    from.call("CLUSTER", "SETSLOT", Integer.toString(slot), "MIGRATING", to.id());
  }

  private void moveSome(int target, int slot) {
    ClusterNode to = world.cluster.node(target);
    String port = Integer.toString(world.cluster.port());
    List<?> some =
        (List<?>)
            world.cluster.node(0).call("CLUSTER", "GETKEYSINSLOT", Integer.toString(slot), "7");
    for (Object key : some) {
      world.cluster.node(0).call("MIGRATE", to.address(), port, key.toString(), "0", "5000");
    }
  }

  @Test
  void migrate() {
    stopped(Execution.Transport.MIGRATE);
  }

  @Test
  void auto() {
    stopped(Execution.Transport.AUTO);
  }

  @Test
  void whatThePreflightRefuses() {
    open(2, 1, FOREIGN);
    world.mover.pace(new MovePace(true, 1));
    start(Execution.Transport.MIGRATE);
    world.mover.stop();
    MoveStatus status = world.await(LIMIT);
    closeForeign();
    assertThat(status).isInstanceOf(MoveStatus.Failed.class);
    allIsClosed();
  }

  @Test
  void stoppedWhileThePreflightRefusesIt() {
    open(2, 1, FOREIGN);
    CompletableFuture<Void> stop = new CompletableFuture<>();
    moment.before(
        1,
        "CLUSTER NODES",
        world.cluster.node(2),
        () -> {
          stop.completeAsync(
              () -> {
                world.mover.stop();
                return null;
              });
          Waiting.pause(Duration.ofMillis(300));
        });
    start(Execution.Transport.MIGRATE);
    MoveStatus status = world.await(LIMIT);
    stop.join();
    closeForeign();
    assertThat(status)
        .isInstanceOfSatisfying(
            MoveStatus.Failed.class,
            failed -> assertThat(failed.reason()).contains("slot " + FOREIGN, "repair first"));
    allIsClosed();
  }

  /** What one pair cannot finish keeps no other pair from finishing what it has open. */
  @Test
  void onePairFailsAndTheOtherIsFinished() {
    String key = "{" + KeySlot.tagOf(HALF_MOVED) + "}:two";
    ClusterNode source = world.cluster.node(0);
    ClusterNode target = world.cluster.node(1);
    atTarget(target, "SET", key, "at the target");
    source.call("CLUSTER", "SETSLOT", "" + HALF_MOVED, "STABLE");
    source.call("SET", key, "at the source");
    source.call("CLUSTER", "SETSLOT", "" + HALF_MOVED, "MIGRATING", target.id());

    start(Execution.Transport.MIGRATE);
    assertThat(world.await(LIMIT))
        .isInstanceOfSatisfying(
            MoveStatus.Failed.class,
            failed ->
                assertThat(failed.reason())
                    .contains("with different values", "left open", "slots " + HALF_MOVED + " of"));
    SelfView after = Views.self(source);
    assertThat(after.migrating().keySet()).containsExactly(HALF_MOVED);
    SlotSet others = SlotSet.of(UNTOUCHED, 2 * HALF_MOVED, 2 * UNTOUCHED);
    for (int taker : List.of(1, 2)) {
      SelfView view = Views.self(world.cluster.node(taker));
      assertThat(others.stream().filter(slot -> view.importingFrom(slot).isPresent())).isEmpty();
    }

    atTarget(target, "DEL", key);
    world.mover.closeOpenSlots(Views.of(world.cluster));
    ClusterInvariants.hold(world.cluster);
    keys.verify();
  }

  private static void atTarget(ClusterNode target, String... command) {
    try (RedisConnection connection = target.connect()) {
      connection.call("ASKING");
      connection.call(command);
    }
  }

  private void closeForeign() {
    world.cluster.node(2).call("CLUSTER", "SETSLOT", "" + FOREIGN, "STABLE");
    world.cluster.node(1).call("CLUSTER", "SETSLOT", "" + FOREIGN, "STABLE");
  }

  private void start(Execution.Transport transport) {
    world.start(new Execution(16, Duration.ofMillis(5), transport), moves.toArray(SlotMove[]::new));
  }

  private void stopped(Execution.Transport transport) {
    world.mover.pace(new MovePace(true, 1));
    start(transport);
    world.mover.stop();

    assertThat(world.await(LIMIT))
        .isInstanceOfSatisfying(
            MoveStatus.Failed.class,
            failed -> assertThat(failed.reason()).contains("no slot is open"));
    allIsClosed();
  }

  private void allIsClosed() {
    ClusterInvariants.noSlotIsOpen(world.cluster);
    for (int target : List.of(1, 2)) {
      assertThat(Views.self(world.cluster.node(target)).slots().intersect(ordered()))
          .as("what is half moved goes on, what is not goes back")
          .isEqualTo(SlotSet.of(target * HALF_MOVED));
    }
    assertThat(world.withdrawn.stream().map(group -> group.returned()).reduce(SlotSet::plus))
        .contains(SlotSet.of(UNTOUCHED).plus(SlotSet.of(2 * UNTOUCHED)));
    ClusterInvariants.hold(world.cluster);
    keys.verify();
  }

  private SlotSet ordered() {
    return moves.stream().map(SlotMove::slots).reduce(SlotSet.EMPTY, SlotSet::plus);
  }
}
