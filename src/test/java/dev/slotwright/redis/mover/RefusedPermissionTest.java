package dev.slotwright.redis.mover;

import static dev.slotwright.redis.mover.LoginTest.addUser;
import static dev.slotwright.redis.mover.LoginTest.mover;
import static dev.slotwright.redis.mover.LoginTest.run;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slotwright.cluster.SlotSet;
import dev.slotwright.operation.MoveStatus;
import dev.slotwright.world.redis.RedisBinary;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One permission less than docs/operations.md lists, on one cluster: a refusal changes nothing. */
class RefusedPermissionTest {
  private static MoverWorld world;

  @BeforeAll
  static void form() {
    world = MoverWorld.of(MoverWorld.embedded(3, 0).withPassword("secret"));
    new Keys(world.client).writeEveryType(200);
  }

  @AfterAll
  static void close() {
    world.close();
  }

  @ParameterizedTest
  @CsvSource({
    "0, -migrate",
    "0, -set",
    "0, -memory",
    "0, -client",
    "0, -dump",
    "0, -cluster|meet",
    "0, -cluster|setslot",
    "0, -cluster|getkeysinslot",
    "1, -restore-asking",
    "1, -select",
    "1, -multi",
    "1, -wait",
    "1, resetpass",
    "1, -cluster|bumpepoch",
    "1, -cluster|meet",
    "1, -exec",
    "1, -cluster"
  })
  void whatIsNotPermittedIsRefusedBeforeASlotIsOpened(int node, String rule) {
    world.cluster.nodes().forEach(each -> each.call("ACL", "DELUSER", "slotwright"));
    addUser(world, RedisBinary.embedded());
    world.cluster.node(node).call("ACL", "SETUSER", "slotwright", rule);
    List<Long> epochs = epochs();
    try (LettuceSlotMover mover = mover(world)) {
      assertThat(run(world, mover))
          .isInstanceOfSatisfying(
              MoveStatus.Failed.class,
              failed ->
                  assertThat(failed.reason())
                      .contains(world.cluster.node(node).endpoint())
                      .containsAnyOf("accept", "ACL", "correct the password"));
    }
    ClusterInvariants.hold(world.cluster);
    assertThat(Views.self(world.cluster.node(0)).slots()).isEqualTo(SlotSet.range(0, 5460));
    assertThat(epochs()).isEqualTo(epochs);
  }

  private static List<Long> epochs() {
    return world.cluster.nodes().stream().map(node -> Views.self(node).me().epoch()).toList();
  }
}
