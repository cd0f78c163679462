package dev.slotwright.redis.mover;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slotwright.cluster.SlotSet;
import dev.slotwright.operation.MoveStatus;
import dev.slotwright.world.redis.ClusterNode;
import dev.slotwright.world.redis.RedisBinary;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A MIGRATE that times out although the target carries it out in the end: the source has kept the
 * keys, and clients go on with them there.
 */
@ParameterizedClass
@MethodSource("dev.slotwright.world.redis.RedisBinary#tier")
class StaleCopyTest {
  private static final int KEYS = 60;

  @Parameter RedisBinary server;

  private final Moment moment = new Moment();
  private MoverWorld world;
  private ClusterNode source;
  private ClusterNode target;
  private List<?> keys;

  @BeforeEach
  void form() {
    world = MoverWorld.of(MoverWorld.on(server, 3, 0), moment);
    source = world.cluster.node(0);
    target = world.cluster.node(1);
    new Keys(world.client).fillSlot(100, KEYS);
    keys = (List<?>) source.call("CLUSTER", "GETKEYSINSLOT", "100", Integer.toString(KEYS));
    assertThat(keys).hasSize(KEYS);
  }

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void whatAClientDeletesAtTheSourceDoesNotComeBackWithTheSlot() {
    String deleted = (String) keys.getFirst();
    lateAtTheTarget(() -> source.call("DEL", deleted));

    assertThat(move()).isInstanceOf(MoveStatus.Done.class);

    assertThat(moment.hasCome()).isTrue();
    assertThat(target.call("EXISTS", deleted)).isEqualTo(0L);
    assertThat(target.call("CLUSTER", "COUNTKEYSINSLOT", "100")).isEqualTo(KEYS - 1L);
    ClusterInvariants.hold(world.cluster);
  }

  /** It is asked for at the target, as soon as the source has it no more. */
  @Test
  void whatAClientWritesAtTheTargetMeanwhileIsKept() {
    String again = (String) keys.getFirst();
    lateAtTheTarget(
        () -> {
          source.call("DEL", again);
          try (var client = target.connect()) {
            client.call("ASKING");
            client.call("SET", again, "new");
          }
        });

    assertThat(move()).isInstanceOf(MoveStatus.Done.class);

    assertThat(moment.hasCome()).isTrue();
    assertThat(target.call("GET", again)).isEqualTo("new");
    assertThat(target.call("CLUSTER", "COUNTKEYSINSLOT", "100")).isEqualTo((long) KEYS);
    ClusterInvariants.hold(world.cluster);
  }

  @Test
  void whatAClientChangesAtTheSourceIsWhatMoves() {
    String changed = (String) keys.getFirst();
    lateAtTheTarget(() -> source.call("SET", changed, "newer"));

    assertThat(move()).isInstanceOf(MoveStatus.Done.class);

    assertThat(moment.hasCome()).isTrue();
    assertThat(target.call("GET", changed)).isEqualTo("newer");
    assertThat(target.call("CLUSTER", "COUNTKEYSINSLOT", "100")).isEqualTo((long) KEYS);
    ClusterInvariants.hold(world.cluster);
  }

  /** The target sleeps through MIGRATE's time-out; then, before it is looked at for good, this. */
  private void lateAtTheTarget(Runnable meanwhile) {
    // The first is the preflight's, of a key of its own.
    moment.before(
        2,
        "MIGRATE",
        source,
        () -> {
          target.freeze();
          moment.before(
              1,
              "PING",
              target,
              () -> {
                target.thaw();
                moment.before(1, "CLIENT LIST", target, meanwhile);
              });
        });
  }

  private MoveStatus move() {
    world.start(world.move(0, 1, SlotSet.of(100)));
    return world.await(Duration.ofSeconds(60));
  }
}
