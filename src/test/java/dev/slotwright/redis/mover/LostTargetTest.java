package dev.slotwright.redis.mover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slotwright.cluster.NodeId;
import dev.slotwright.world.redis.ClusterNode;
import dev.slotwright.world.redis.LocalCluster;
import dev.slotwright.world.redis.RedisBinary;
import dev.slotwright.world.redis.RedisConnection;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The target of an open slot dies and does not come back as what it was. */
class LostTargetTest {
  private static final Duration LIMIT = Duration.ofSeconds(40);
  private static final String SLOT = "42";
  private static final String KEY = "{" + KeySlot.tagOf(42) + "}:";

  @ParameterizedTest
  @MethodSource("dev.slotwright.world.redis.RedisBinary#tier")
  void aSlotWhoseTargetIsWipedIsClosedAtItsSource(RedisBinary server) {
    try (MoverWorld world = MoverWorld.of(settings(server, 0))) {
      ClusterNode source = world.cluster.node(0);
      ClusterNode target = world.join();
      NodeId before = Views.id(target);
      write(source);
      open(source, target);
      target.kill();
      assertThat(world.mover.closeOpenSlots(Views.of(world.cluster)))
          .as("it may come back")
          .singleElement()
          .asString()
          .startsWith("slot 42 left open");

      target.restart();
      target.call("CLUSTER", "RESET", "HARD");
      target.readId();
      String line = repaired(world);

      assertThat(line).startsWith("slot 42 closed at").contains(before.brief(), "gone");
      ClusterInvariants.noSlotIsOpen(world.cluster);
      assertThat(holding(source)).isEqualTo(10);
      assertThat(source.call("GET", KEY + 3)).isEqualTo("value 3");
      source.call("SET", KEY + "new", "is served again");
    }
  }

  @ParameterizedTest
  @MethodSource("dev.slotwright.world.redis.RedisBinary#tier")
  void theReplicaThatHasTakenItsPlaceIsTheTarget(RedisBinary server) {
    try (MoverWorld world = MoverWorld.of(settings(server, 1))) {
      ClusterNode source = world.cluster.node(0);
      ClusterNode target = world.cluster.node(1);
      ClusterNode replica = world.cluster.node(4);
      write(source);
      open(source, target);
      migrate(source, target, 1, 2, 3);
      awaitReplicated(target);
      target.kill();
      Awaitility.await("failover").atMost(LIMIT).until(() -> Views.self(replica).master());

      String line = repaired(world);

      assertThat(line).startsWith("slot 42 finished to " + Views.id(replica).brief());
      assertThat(holding(replica)).isEqualTo(10);
      assertThat(replica.call("GET", KEY + 1)).isEqualTo("value 1");
      assertThat(replica.call("GET", KEY + 9)).isEqualTo("value 9");
      ClusterInvariants.noSlotIsOpen(world.cluster);
      ClusterInvariants.noKeyIsOnTwoMasters(world.cluster);
    }
  }

  @Test
  void aReplicaThatHasNotTakenItsPlaceIsWaitedFor() {
    LostTarget lost = lost("e", "f".repeat(40) + " h:6@16 slave " + "d".repeat(40), 0);
    assertThatThrownBy(lost::requireFailed)
        .isInstanceOf(Unsettled.class)
        .hasMessageContaining("its replica ffffff")
        .hasMessageContaining("TAKEOVER");
  }

  @Test
  void aTargetIsGoneOnlyAfterItsSilence() {
    lost("a", "", 60_000).requireFailed();
    assertThatThrownBy(lost("a", "", 59_000)::requireGone).isInstanceOf(Unsettled.class);
    lost("a", "", 60_000).requireGone();
  }

  private static LocalCluster.Settings settings(RedisBinary server, int replicas) {
    return LocalCluster.Settings.of(server, 3, replicas).withNodeTimeout(Duration.ofSeconds(3));
  }

  /** Masters a, b and c, and d, which has failed. */
  private static LostTarget lost(String asked, String more, long silence) {
    List<String> ids = asked.equals("e") ? List.of("a", "b", "c", "f") : List.of("a", "b", "c");
    Map<NodeId, SelfView> views =
        ids.stream()
            .map(id -> view(id, more, silence))
            .collect(Collectors.toMap(SelfView::self, Function.identity()));
    NodeId owner = new NodeId("a".repeat(40));
    NodeId dead = new NodeId("d".repeat(40));
    return new LostTarget(Duration.ofMinutes(1), views.get(owner), dead, views);
  }

  private static SelfView view(String self, String more, long silence) {
    return SelfView.parse(
        Stream.of(
                "a".repeat(40) + " h:1@11 master - 0 100000 1 connected 0-5000",
                "b".repeat(40) + " h:2@12 master - 0 100000 2 connected 5001-10000",
                "c".repeat(40) + " h:3@13 master - 0 100000 3 connected 10001-16383",
                "d".repeat(40) + " h:4@14 master,fail - 1 " + (100_000 - silence) + " 4 x",
                more.isEmpty() ? "" : more + " 0 100000 4 connected")
            .map(line -> line.startsWith(self) ? mine(line) : line)
            .collect(Collectors.joining("\n")));
  }

  private static String mine(String line) {
    return line.replaceFirst(" (master|slave)", " myself,$1");
  }

  /** What a repair says of the slot once the others have found out. */
  private static String repaired(MoverWorld world) {
    MoverSettings settings =
        MoverSettings.defaults()
            .withPatience(Duration.ofSeconds(30))
            .withGoneAfter(Duration.ofSeconds(1));
    try (LettuceSlotMover mover = MoverWorld.mover(world.cluster, LineWatch.NONE, settings)) {
      return Awaitility.await("the slot closed")
          .atMost(LIMIT)
          .pollDelay(Duration.ZERO)
          .pollInterval(Duration.ofMillis(300))
          .until(
              () -> String.join(";", mover.closeOpenSlots(Views.of(world.cluster))),
              line -> !line.isEmpty() && !line.contains("left open"));
    }
  }

  private static void write(ClusterNode source) {
    for (int i = 0; i < 10; i++) {
      source.call("SET", KEY + i, "value " + i);
    }
  }

  private static void open(ClusterNode source, ClusterNode target) {
    target.call("CLUSTER", "SETSLOT", SLOT, "IMPORTING", source.id());
    source.call("CLUSTER", "SETSLOT", SLOT, "MIGRATING", target.id());
  }

  private static void migrate(ClusterNode source, ClusterNode target, int... keys) {
    for (int key : keys) {
      String port = Integer.toString(target.port());
      source.call("MIGRATE", target.address(), port, KEY + key, "0", "1000");
    }
  }

  /** A write of this connection's own, so that WAIT covers what came before it. */
  private static void awaitReplicated(ClusterNode target) {
    try (RedisConnection connection = target.connect()) {
      connection.call("SET", "{" + KeySlot.tagOf(6000) + "}:marker", "x");
      assertThat(connection.call("WAIT", "1", "10000")).isEqualTo(1L);
    }
  }

  private static long holding(ClusterNode node) {
    return (Long) node.call("CLUSTER", "COUNTKEYSINSLOT", SLOT);
  }
}
