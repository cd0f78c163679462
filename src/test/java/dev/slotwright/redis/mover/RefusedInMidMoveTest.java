package dev.slotwright.redis.mover;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slotwright.cluster.SlotSet;
import dev.slotwright.operation.MoveStatus;
import dev.slotwright.world.redis.ClusterNode;
import dev.slotwright.world.redis.RedisBinary;
import dev.slotwright.world.redis.RedisConnection;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** A password or a permission changes while slots are open; once it is right again, all is well. */
@ParameterizedClass
@MethodSource("dev.slotwright.world.redis.RedisBinary#tier")
class RefusedInMidMoveTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final SlotSet SLOTS = SlotSet.range(95, 110);

  @Parameter RedisBinary server;

  @Test
  void aPermissionThatIsTakenAwayStopsTheOrderAndRepairFinishesIt() {
    Moment moment = new Moment();
    try (MoverWorld world = MoverWorld.of(MoverWorld.on(server, 3, 0), moment)) {
      Keys keys = written(world);
      ClusterNode target = world.cluster.node(1);
      moment.before(
          4,
          "MIGRATE",
          world.cluster.node(0),
          () -> target.call("ACL", "SETUSER", "default", "-restore-asking"));
      world.start(world.move(0, 1, SLOTS));

      assertThat(world.await(LIMIT))
          .isInstanceOfSatisfying(
              MoveStatus.Failed.class,
              failed -> {
                assertThat(failed.reason()).contains(target.endpoint(), "+restore-asking", "open");
                assertThat(failed.retryable()).isFalse();
              });
      assertThat(Views.self(target).importing()).as("only what has keys stays").containsKey(100);
      assertThat(world.mover.closeOpenSlots(Views.of(world.cluster)))
          .anySatisfy(line -> assertThat(line).contains("not all closed", "+restore-asking"));

      target.call("ACL", "SETUSER", "default", "+restore-asking");
      assertThat(world.mover.closeOpenSlots(Views.of(world.cluster)))
          .isNotEmpty()
          .allSatisfy(line -> assertThat(line).contains("finished"));
      ClusterInvariants.hold(world.cluster);
      keys.verify();
    }
  }

  @Test
  void aPasswordThatIsChangedStopsTheOrderAndTheNextOneFinishesIt() {
    Moment moment = new Moment();
    try (MoverWorld world =
        MoverWorld.of(MoverWorld.on(server, 3, 0).withPassword("secret"), moment)) {
      Keys keys = written(world);
      ClusterNode target = world.cluster.node(1);
      moment.before(4, "MIGRATE", world.cluster.node(0), () -> password(target, "secret", "other"));
      world.start(world.move(0, 1, SLOTS));

      assertThat(world.await(LIMIT))
          .isInstanceOfSatisfying(
              MoveStatus.Failed.class,
              failed -> {
                assertThat(failed.reason()).contains(target.endpoint(), "password");
                assertThat(failed.retryable()).isFalse();
              });
      assertThat(Views.self(world.cluster.node(0)).migrating()).containsKey(100);

      password(target, "other", "secret");
      world.start(world.move(0, 1, SLOTS));
      assertThat(world.await(LIMIT)).isInstanceOf(MoveStatus.Done.class);
      ClusterInvariants.hold(world.cluster);
      keys.verify();
    }
  }

  private static Keys written(MoverWorld world) {
    Keys keys = new Keys(world.client);
    keys.writeEveryType(300);
    keys.fillSlot(100, 3_000);
    keys.fillSlot(104, 500);
    return keys;
  }

  /** Also ends all connections, which would stay logged in. */
  private static void password(ClusterNode node, String now, String next) {
    try (RedisConnection admin =
        RedisConnection.open(node.address(), node.port(), now, Duration.ofSeconds(5))) {
      admin.call("CONFIG", "SET", "requirepass", next);
      admin.call("CLIENT", "KILL", "TYPE", "normal");
    }
  }
}
