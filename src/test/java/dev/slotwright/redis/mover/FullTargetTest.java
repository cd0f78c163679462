package dev.slotwright.redis.mover;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slotwright.cluster.SlotSet;
import dev.slotwright.operation.MoveStatus;
import dev.slotwright.redis.Requests;
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

/** The target runs out of memory while slots are open. */
@ParameterizedClass
@MethodSource("dev.slotwright.world.redis.RedisBinary#tier")
class FullTargetTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final SlotSet SLOTS = SlotSet.range(95, 110);

  @Parameter RedisBinary server;

  private final Moment moment = new Moment();
  private MoverWorld world;
  private Keys keys;
  private ClusterNode source;
  private ClusterNode target;

  @BeforeEach
  void form() {
    world = MoverWorld.of(MoverWorld.on(server, 3, 0), moment);
    source = world.cluster.node(0);
    target = world.cluster.node(1);
    keys = new Keys(world.client);
    keys.writeEveryType(200);
    keys.fillSlot(100, 3_000);
    keys.fillSlot(104, 500);
  }

  @AfterEach
  void close() {
    world.close();
  }

  /** Valkey cannot open a slot in reverse: it stays open until the target has memory again. */
  @Test
  void whatAFullTargetHasTakenGoesBack() {
    full("noeviction");
    assertThat(move())
        .isInstanceOfSatisfying(
            MoveStatus.Failed.class,
            failed -> {
              assertThat(failed.reason()).contains(target.endpoint(), "out of memory");
              assertThat(failed.retryable()).isFalse();
            });
    if (Abilities.of(source).replicatesOpenSlots()) {
      assertThat(Views.self(source).migrating()).containsKey(100);
    } else {
      ClusterInvariants.hold(world.cluster);
      assertThat(Views.self(source).owns(100)).isTrue();
      keys.verify();
    }

    target.call("CONFIG", "SET", "maxmemory", "0");
    world.mover.closeOpenSlots(Views.of(world.cluster));
    assertThat(move()).isInstanceOf(MoveStatus.Done.class);
    ClusterInvariants.hold(world.cluster);
    assertThat(Views.self(target).owns(100)).isTrue();
    keys.verify();
  }

  /** It fills up between two groups: nothing is open then, on Valkey neither. */
  @Test
  void noSlotIsOpenedThatWouldFillTheTarget() {
    keys.fillSlot(6000, 100_000);
    moment.before(3, "MIGRATE", source, this::leaveLittleRoom);
    world.start(world.move(0, 1, SlotSet.range(120, 5000)));

    assertThat(world.await(LIMIT))
        .isInstanceOfSatisfying(
            MoveStatus.Failed.class,
            failed -> {
              assertThat(failed.reason()).contains(target.endpoint(), "has room for");
              assertThat(failed.targetFull()).isTrue();
              assertThat(failed.progress().slotsMoved()).isBetween(1, 4900);
            });
    ClusterInvariants.hold(world.cluster);
    keys.verify();
  }

  /** Less than the part of maxmemory that is left to clients, and more than a group needs. */
  private void leaveLittleRoom() {
    limit(used() * 81 / 80);
  }

  @Test
  void aRepairBringsBackWhatTheTargetCannotTake() {
    target.call("CLUSTER", "SETSLOT", "100", "IMPORTING", source.id());
    source.call("CLUSTER", "SETSLOT", "100", "MIGRATING", target.id());
    List<?> some = (List<?>) source.call("CLUSTER", "GETKEYSINSLOT", "100", "5");
    for (Object key : some) {
      String port = Integer.toString(target.port());
      source.call("MIGRATE", target.address(), port, (String) key, "0", "1000");
    }
    target.call("CONFIG", "SET", "maxmemory", "1mb");

    List<String> lines = world.mover.closeOpenSlots(Views.of(world.cluster));

    if (Abilities.of(source).replicatesOpenSlots()) {
      assertThat(lines).singleElement().asString().contains("not all closed", "memory");
      target.call("CONFIG", "SET", "maxmemory", "0");
      lines = world.mover.closeOpenSlots(Views.of(world.cluster));
      assertThat(lines).singleElement().asString().contains("slot 100 finished");
    } else {
      assertThat(lines).singleElement().asString().contains("closed", "out of memory");
      assertThat(Views.self(source).owns(100)).isTrue();
    }
    ClusterInvariants.hold(world.cluster);
    keys.verify();
  }

  /** The mover dies when the source has given the slot up and the target has not taken it. */
  @Test
  void aTurnaroundThatWasCutOffIsCompleted() {
    if (Abilities.of(source).replicatesOpenSlots()) {
      assertThat(new Turnaround(pair()).possible()).as("turnaround on %s", server).isFalse();
      return;
    }
    full("noeviction");
    StruckMover killer = new StruckMover();
    MoverSettings bounds = MoverSettings.defaults();
    try (LettuceSlotMover mover =
        MoverWorld.mover(
            world.cluster,
            (address, requests) -> {
              moment.before(address, requests);
              killer.before(address, requests);
              boolean takes =
                  requests.stream()
                      .anyMatch(r -> Requests.text(r).contains("MIGRATING " + source.id()));
              if (takes) {
                killer.kill();
              }
            },
            bounds)) {
      mover.start(
          Views.of(world.cluster),
          List.of(world.move(0, 1, SLOTS)),
          dev.slotwright.load.SlotBytes.uniform(100),
          MoverWorld.EXECUTION,
          moved -> {});
      org.awaitility.Awaitility.await()
          .dontCatchUncaughtExceptions()
          .atMost(LIMIT)
          .until(() -> !(mover.status() instanceof MoveStatus.Running));
    }
    assertThat(Views.self(source).importing()).containsKey(100);
    assertThat(Views.self(target).importing()).containsKey(100);

    assertThat(world.mover.closeOpenSlots(Views.of(world.cluster)))
        .isNotEmpty()
        .noneMatch(line -> line.contains("left open"));
    ClusterInvariants.hold(world.cluster);
    assertThat(Views.self(source).owns(100)).isTrue();
    keys.verify();
  }

  /** What was evicted is gone, and counted; the rest goes back. */
  @Test
  void aTargetThatEvictsIsNoticed() {
    moment.before(2, "MIGRATE", source, this::letEvict);
    assertThat(move())
        .isInstanceOfSatisfying(
            MoveStatus.Failed.class,
            failed -> assertThat(failed.reason()).contains(target.endpoint(), "memory"));
    if (!Abilities.of(source).replicatesOpenSlots()) {
      ClusterInvariants.hold(world.cluster);
    }
  }

  /** And then its connections break: the mover looks for both ends anew, and asks once more. */
  @Test
  void aTargetThatHasEvictedBeforeItIsSoughtAgainIsNoticed() {
    moment.before(4, "MIGRATE", source, this::evictAndDrop);
    assertThat(move())
        .isInstanceOfSatisfying(
            MoveStatus.Failed.class,
            failed -> assertThat(failed.reason()).contains(target.endpoint(), "evicts keys"));
  }

  private void evictAndDrop() {
    target.call("CONFIG", "SET", "maxmemory-policy", "allkeys-random");
    limit(1_000_000);
    Awaitility.await("evicted")
        .pollDelay(Duration.ZERO)
        .until(() -> !((String) target.call("INFO", "stats")).contains("evicted_keys:0\r"));
    limit(0);
    target.call("CLIENT", "KILL", "TYPE", "normal");
  }

  private void letEvict() {
    target.call("CONFIG", "SET", "maxmemory-policy", "allkeys-random");
    limit(used() + 40_000);
  }

  private long used() {
    String memory = (String) target.call("INFO", "memory");
    return Long.parseLong(memory.replaceFirst("(?s).*used_memory:(\\d+).*", "$1"));
  }

  private void limit(long bytes) {
    target.call("CONFIG", "SET", "maxmemory", Long.toString(bytes));
  }

  private void full(String policy) {
    moment.before(
        4,
        "MIGRATE",
        source,
        () -> {
          target.call("CONFIG", "SET", "maxmemory-policy", policy);
          target.call("CONFIG", "SET", "maxmemory", "1mb");
        });
  }

  private MoveStatus move() {
    world.start(world.move(0, 1, SLOTS));
    return world.await(LIMIT);
  }

  private Pair pair() {
    dev.slotwright.redis.NodeConnections connections =
        new dev.slotwright.redis.NodeConnections(
            dev.slotwright.redis.RedisSettings.defaults(), dev.slotwright.control.Credentials.NONE);
    return new Pair(
        Views.id(source),
        new NodeLine(
            connections,
            new dev.slotwright.cluster.Address(source.address(), source.port()),
            LineWatch.NONE),
        java.util.Set.of(),
        Views.id(target),
        new NodeLine(
            connections,
            new dev.slotwright.cluster.Address(target.address(), target.port()),
            LineWatch.NONE),
        java.util.Set.of());
  }
}
