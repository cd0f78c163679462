package dev.slotwright.cli.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slotwright.cli.cluster.HandWorld.Run;
import dev.slotwright.world.redis.ClusterNode;
import dev.slotwright.world.redis.RedisBinary;
import java.io.IOException;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CheckCommandTest {
  static List<RedisBinary> servers() {
    return RedisBinary.tier();
  }

  @ParameterizedTest
  @MethodSource("servers")
  void aWellClusterHasNoFindings(RedisBinary server) throws IOException {
    try (HandWorld world = HandWorld.of(server, 3, 1)) {
      Run run = world.run("check", "--output", "json");

      assertThat(run.exitCode()).as(run.out()).isZero();
      assertThat(run.json().path("findings")).as(run.out()).isEmpty();
      assertThat(run.json().path("slotsOwned").asInt()).isEqualTo(16384);
      assertThat(world.run("check").out())
          .isEqualTo(
              "3 masters, 3 replicas, 16,384 of 16,384 slots owned, 0 keys: 0 errors, 0 warnings"
                  + System.lineSeparator());
    }
  }

  @ParameterizedTest
  @MethodSource("servers")
  void findsWhatIsWrong(RedisBinary server) throws IOException {
    try (HandWorld world = HandWorld.of(server, 3, 1)) {
      ClusterNode first = world.cluster.node(0);
      ClusterNode second = world.cluster.node(1);
      second.call("CLUSTER", "SETSLOT", "7", "IMPORTING", first.id());
      first.call("CLUSTER", "SETSLOT", "7", "MIGRATING", second.id());
      second.call("CONFIG", "SET", "maxmemory-policy", "allkeys-lru");
      world.cluster.node(5).kill();

      JsonNode result = world.run("check", "--output", "json").json();

      assertThat(codes(result, "error")).contains("SLOT_OPEN");
      assertThat(what(result, "SLOT_OPEN"))
          .anyMatch(what -> what.contains("migrating at " + brief(first)))
          .anyMatch(what -> what.contains("importing at " + brief(second)));
      // Valkey 8 and newer has replicas keep their master's open slots, the others do not.
      assertThat(what(result, "SLOT_OPEN"))
          .hasSize(server.valkey() && server.atLeast(8, 0) ? 4 : 2);
      assertThat(what(result, "SETTINGS_DIFFER"))
          .singleElement()
          .asString()
          .contains("maxmemory-policy differs: allkeys-lru at " + brief(second));
      assertThat(codes(result, "warning")).containsAnyOf("NODE_SILENT", "NODE_FAILED");
      assertThat(world.run("check").exitCode()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @MethodSource("servers")
  void findsSlotsWithoutOwnerAndKeysWhereTheyDoNotBelong(RedisBinary server) throws IOException {
    try (HandWorld world = HandWorld.of(server, 3, 0)) {
      ClusterNode first = world.cluster.node(0);
      ClusterNode second = world.cluster.node(1);
      // Slot 5061 is that of "bar", slot 12182 that of "foo" is left alone.
      first.call("SET", "bar", "1");
      second.call("CLUSTER", "SETSLOT", "5061", "IMPORTING", first.id());
      first.call("CLUSTER", "SETSLOT", "5061", "MIGRATING", second.id());
      first.call("MIGRATE", second.address(), "" + second.port(), "bar", "0", "5000", "COPY");
      first.call("CLUSTER", "SETSLOT", "5061", "STABLE");
      second.call("CLUSTER", "SETSLOT", "5061", "STABLE");
      for (ClusterNode node : world.cluster.nodes()) {
        node.call("CLUSTER", "DELSLOTS", "100", "101");
      }

      Run run = world.run("check", "--output", "json");

      assertThat(run.exitCode()).isEqualTo(1);
      assertThat(what(run.json(), "SLOTS_WITHOUT_OWNER"))
          .singleElement()
          .asString()
          .contains("2 of 16384 slots have no owner: 100-101");
      boolean hidden = !server.valkey() && server.atLeast(8, 4);
      if (hidden) {
        assertThat(what(run.json(), "KEYS_NOT_OWNED"))
            .as("Redis 8.4 and newer counts no keys of slots that a node does not own")
            .isEmpty();
      } else {
        assertThat(what(run.json(), "KEYS_NOT_OWNED"))
            .singleElement()
            .asString()
            .contains(brief(second), "holds 1 keys of slots 5061");
      }
      assertThat(what(run.json(), "MASTER_WITHOUT_REPLICA")).hasSize(3);
    }
  }

  private static String brief(ClusterNode node) {
    return node.id().substring(0, 8) + " " + node.endpoint();
  }

  private static List<String> codes(JsonNode result, String severity) {
    return findings(result).stream()
        .filter(f -> f.path("severity").asText().equals(severity))
        .map(f -> f.path("code").asText())
        .toList();
  }

  private static List<String> what(JsonNode result, String code) {
    return findings(result).stream()
        .filter(f -> f.path("code").asText().equals(code))
        .map(f -> f.path("what").asText())
        .toList();
  }

  private static List<JsonNode> findings(JsonNode result) {
    return StreamSupport.stream(result.path("findings").spliterator(), false).toList();
  }
}
