package dev.slotwright.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.slotwright.control.RefusedException;
import dev.slotwright.world.redis.ClusterNode;
import dev.slotwright.world.redis.RedisBinary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Nodes that were killed in a handshake and come back with what they had written before it. */
class HalfMetTest {
  static List<RedisBinary> servers() {
    return RedisBinary.tier();
  }

  @ParameterizedTest
  @MethodSource("servers")
  void aGuestThatForgotTheHandshakeIsMetAgain(RedisBinary server) throws IOException {
    try (RedisWorld world = RedisWorld.of(server, 2, 0)) {
      ClusterNode guest = world.cluster().addEmptyNode();
      String before = Files.readString(nodesFile(guest));
      world.meet(guest);
      comeBackWith(guest, before);
      assertForgot(guest, server);

      world.meet(guest);

      await().until(() -> world.observe().disagreements().isEmpty());
      assertThat(world.observe().nodes()).hasSize(3);
    }
  }

  @ParameterizedTest
  @MethodSource("servers")
  void anEntryThatForgotTheHandshakeMeetsAgain(RedisBinary server) throws IOException {
    try (RedisWorld world = RedisWorld.of(server, 1, 0)) {
      ClusterNode entry = world.node(0);
      ClusterNode guest = world.cluster().addEmptyNode();
      String before = Files.readString(nodesFile(entry));
      world.meet(guest);
      comeBackWith(entry, before);
      assertForgot(entry, server);

      world.meet(guest);

      await().until(() -> world.observe().disagreements().isEmpty());
      assertThat(world.observe().nodes()).hasSize(2);
      assertThat(world.observe().owners()).hasSize(1);
    }
  }

  @ParameterizedTest
  @MethodSource("servers")
  void whoWasForgottenWithItsKeysStaysAway(RedisBinary server) {
    try (RedisWorld world = RedisWorld.of(server, 1, 1)) {
      world.fill(10, 20);
      ClusterNode forgotten = world.node(1);
      await().until(() -> !forgotten.call("DBSIZE").equals(0L));
      world.node(0).call("CLUSTER", "FORGET", forgotten.id());

      assertThatThrownBy(() -> world.meet(forgotten))
          .isInstanceOf(RefusedException.class)
          .hasMessageContaining(forgotten.endpoint())
          .hasMessageContaining("holds 10 keys")
          .hasMessageContaining("nobody needs its data");
    }
  }

  private static void comeBackWith(ClusterNode node, String nodes) throws IOException {
    Path file = nodesFile(node);
    node.kill();
    Files.writeString(file, nodes);
    node.restart();
  }

  /** Newer Valkey may repair it by itself at any moment. */
  private static void assertForgot(ClusterNode node, RedisBinary server) {
    if (!server.valkey()) {
      assertThat((String) node.call("CLUSTER", "INFO")).contains("cluster_known_nodes:1\r");
    }
  }

  private static Path nodesFile(ClusterNode node) {
    return Path.of((String) ((List<?>) node.call("CONFIG", "GET", "dir")).get(1), "nodes.conf");
  }
}
