package dev.slotwright.redis.mover;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slotwright.cluster.SlotSet;
import dev.slotwright.operation.MoveStatus;
import dev.slotwright.world.redis.ClusterNode;
import dev.slotwright.world.redis.RedisBinary;
import dev.slotwright.world.redis.RedisConnection;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Keys that are on the target already, and keys that cannot be moved at all. */
@ParameterizedClass
@MethodSource("dev.slotwright.world.redis.RedisBinary#tier")
class LeftoversTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final int SLOT = 42;
  private static final String KEY = "{" + KeySlot.tagOf(SLOT) + "}:key";

  @Parameter RedisBinary server;

  private MoverWorld world;
  private ClusterNode source;
  private ClusterNode target;

  @BeforeEach
  void form() {
    world = MoverWorld.of(MoverWorld.on(server, 3, 0).withNodeTimeout(Duration.ofSeconds(5)));
    source = world.cluster.node(0);
    target = world.cluster.node(1);
    source.call("SET", KEY, "true value");
  }

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void anEqualCopyIsReplaced() {
    copyToTarget();
    openAtSource();
    assertThat(move()).isInstanceOf(MoveStatus.Done.class);
    ClusterInvariants.hold(world.cluster);
    assertThat(target.call("GET", KEY)).isEqualTo("true value");
  }

  @Test
  void aDifferentCopyIsNeverOverwritten() {
    copyToTarget();
    openAtSource();
    source.call("SET", KEY, "newer value");
    assertThat(move())
        .isInstanceOfSatisfying(
            MoveStatus.Failed.class,
            failed -> {
              assertThat(failed.reason())
                  .contains("slot " + SLOT, KEY, source.endpoint(), target.endpoint(), "left open");
              assertThat(failed.retryable()).isFalse();
            });
    assertThat(source.call("GET", KEY)).isEqualTo("newer value");
    assertThat(atTarget("GET", KEY)).isEqualTo("true value");

    atTarget("DEL", KEY);
    assertThat(world.mover.closeOpenSlots(Views.of(world.cluster)))
        .singleElement()
        .asString()
        .startsWith("slot 42 finished");
    assertThat(target.call("GET", KEY)).isEqualTo("newer value");
    ClusterInvariants.hold(world.cluster);
  }

  @Test
  void leftoversOnAClosedTargetAreRefused() {
    copyToTarget();
    target.call("CLUSTER", "SETSLOT", "42", "STABLE");
    assertThat(move())
        .isInstanceOfSatisfying(
            MoveStatus.Failed.class,
            failed ->
                assertThat(failed.reason())
                    .contains("1 keys of slot 42", target.endpoint(), "leftovers"));
    ClusterInvariants.noSlotIsOpen(world.cluster);
    assertThat(source.call("GET", KEY)).isEqualTo("true value");

    List<String> lines = world.mover.closeOpenSlots(Views.of(world.cluster));
    if (Abilities.of(target).hidesForeignKeys()) {
      assertThat(lines).as("the server shows no such keys while the slot is closed").isEmpty();
      target.call("CLUSTER", "SETSLOT", "42", "IMPORTING", source.id());
      atTarget("DEL", KEY);
      target.call("CLUSTER", "SETSLOT", "42", "STABLE");
    } else {
      assertThat(lines).singleElement().asString().startsWith("slot 42: 1 leftover keys removed");
    }
    assertThat(move()).isInstanceOf(MoveStatus.Done.class);
    ClusterInvariants.hold(world.cluster);
    assertThat(target.call("GET", KEY)).isEqualTo("true value");
  }

  @Test
  void aLeftoverThatItsOwnerDoesNotHaveIsNotRemoved() {
    copyToTarget();
    target.call("CLUSTER", "SETSLOT", "42", "STABLE");
    source.call("DEL", KEY);
    if (Abilities.of(target).hidesForeignKeys()) {
      assertThat(world.mover.closeOpenSlots(Views.of(world.cluster))).isEmpty();
    } else {
      assertThat(world.mover.closeOpenSlots(Views.of(world.cluster)))
          .singleElement()
          .asString()
          .contains("slot 42: 0 leftover keys", "1 that it does not have");
    }
    openAtTarget();
    assertThat(atTarget("GET", KEY)).isEqualTo("true value");
    target.call("CLUSTER", "SETSLOT", "42", "STABLE");
    ClusterInvariants.noSlotIsOpen(world.cluster);
  }

  @Test
  void anOrphanThatHoldsKeysIsFinishedForward() {
    openAtTarget();
    openAtSource();
    migrate();
    source.call("CLUSTER", "SETSLOT", "42", "STABLE");
    source.call("SET", KEY + "2", "written after");
    assertThat(world.mover.closeOpenSlots(Views.of(world.cluster)))
        .singleElement()
        .asString()
        .startsWith("slot 42 finished");
    assertThat(target.call("GET", KEY)).isEqualTo("true value");
    assertThat(target.call("GET", KEY + "2")).isEqualTo("written after");
    ClusterInvariants.hold(world.cluster);
  }

  @Test
  void aKeyTooLargeForTheNodeTimeoutIsRefusedBeforeItsSlotIsOpened() {
    String large = KEY + "large";
    source.call("SETRANGE", large, Integer.toString(80 << 20), "x");
    assertThat(move())
        .isInstanceOfSatisfying(
            MoveStatus.Failed.class,
            failed -> assertThat(failed.reason()).contains("slot 42", large, "bytes"));
    ClusterInvariants.hold(world.cluster);
    assertThat(source.call("GET", KEY)).isEqualTo("true value");
    assertThat(Views.self(target).owns(41)).as("the other slots of its group").isTrue();
  }

  @Test
  void aBigKeyThatFitsMovesAlone() {
    source.call("SETRANGE", KEY + "big", Integer.toString(8 << 20), "x");
    assertThat(move()).isInstanceOf(MoveStatus.Done.class);
    assertThat(target.call("STRLEN", KEY + "big")).isEqualTo((8L << 20) + 1);
    ClusterInvariants.hold(world.cluster);
  }

  @Test
  void aFullTargetIsRefusedBeforeAnythingMoves() {
    target.call("CONFIG", "SET", "maxmemory", "1mb");
    assertThat(move())
        .isInstanceOfSatisfying(
            MoveStatus.Failed.class,
            failed -> assertThat(failed.reason()).contains(target.endpoint(), "maxmemory"));
    ClusterInvariants.hold(world.cluster);
  }

  @Test
  void anotherPasswordAtTheTargetIsRefusedByTheCanary() {
    target.call("ACL", "SETUSER", "default", "-restore-asking");
    assertThat(move())
        .isInstanceOfSatisfying(
            MoveStatus.Failed.class,
            failed -> {
              assertThat(failed.reason()).contains(target.endpoint(), "+restore-asking");
              assertThat(failed.retryable()).isFalse();
            });
    ClusterInvariants.hold(world.cluster);
    assertThat(ClusterInvariants.keys(world.cluster)).containsExactly(KEY);
  }

  private MoveStatus move() {
    world.start(world.move(0, 1, SlotSet.range(40, 45)));
    return world.await(LIMIT);
  }

  private void openAtTarget() {
    target.call("CLUSTER", "SETSLOT", "42", "IMPORTING", source.id());
  }

  private void openAtSource() {
    source.call("CLUSTER", "SETSLOT", "42", "MIGRATING", target.id());
  }

  private void migrate(String... options) {
    String port = Integer.toString(target.port());
    String[] plain = {"MIGRATE", target.address(), port, "", "0", "1000"};
    source.call(
        java.util.stream.Stream.of(plain, options, new String[] {"KEYS", KEY})
            .flatMap(java.util.Arrays::stream)
            .toArray(String[]::new));
  }

  private void copyToTarget() {
    openAtTarget();
    migrate("COPY");
  }

  private Object atTarget(String... command) {
    try (RedisConnection connection = target.connect()) {
      connection.call("ASKING");
      return connection.call(command);
    }
  }
}
