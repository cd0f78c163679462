package dev.slotwright.cli.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slotwright.cli.cluster.HandWorld.Run;
import dev.slotwright.world.redis.ClusterNode;
import dev.slotwright.world.redis.RedisBinary;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RepairCommandTest {
  static List<RedisBinary> servers() {
    return RedisBinary.tier();
  }

  @ParameterizedTest
  @MethodSource("servers")
  void finishesWhatABrokenMoveLeftOpen(RedisBinary server) throws Exception {
    try (HandWorld world = HandWorld.of(server, 3, 1)) {
      world.fill(500, 50);
      ClusterNode first = world.cluster.node(0);
      ClusterNode second = world.cluster.node(1);
      // Slot 5061 is that of "bar": its key is at the target already, and the slot still open.
      first.call("SET", "bar", "1");
      second.call("CLUSTER", "SETSLOT", "5061", "IMPORTING", first.id());
      first.call("CLUSTER", "SETSLOT", "5061", "MIGRATING", second.id());
      first.call("MIGRATE", second.address(), "" + second.port(), "bar", "0", "5000");
      // Slot 9000 was given back by its source, and its target never heard.
      first.call("CLUSTER", "SETSLOT", "9000", "IMPORTING", second.id());

      Run dry = world.run("repair", "--dry-run");
      assertThat(dry.exitCode()).isZero();
      assertThat(dry.out()).contains("slots 5061 are migrating at", "slots 9000 are importing at");
      assertThat(world.run("repair").exitCode()).as("nobody said yes").isEqualTo(3);
      assertThat(world.anyOpen()).isTrue();

      Run run = world.run("repair", "--yes", "--output", "json");

      assertThat(run.exitCode()).as(run.err()).isZero();
      JsonNode result = run.json();
      assertThat(result.path("done").toString())
          .contains("slot 5061 finished to " + second.id().substring(0, 8))
          .contains("slot 9000 closed at " + first.id().substring(0, 8));
      assertThat(result.path("left")).isEmpty();
      assertThat(world.anyOpen()).isFalse();
      assertThat((String) second.call("GET", "bar")).isEqualTo("1");
      assertThat(world.found(500)).isEqualTo(500);
      assertThat(world.run("repair", "--yes").out()).contains("no slot is open");
    }
  }

  @Test
  void whatStaysOpenIsToldAndIsAFailure() throws Exception {
    try (HandWorld world = HandWorld.of(RedisBinary.embedded(), 3, 0)) {
      ClusterNode first = world.cluster.node(0);
      ClusterNode second = world.cluster.node(1);
      second.call("CLUSTER", "SETSLOT", "7", "IMPORTING", first.id());
      first.call("CLUSTER", "SETSLOT", "7", "MIGRATING", second.id());
      second.freeze();
      try {
        Run run = world.run("repair", "--yes", "--output", "json");

        assertThat(run.exitCode()).as(run.out()).isEqualTo(1);
        assertThat(run.json().path("outcome").asText()).isEqualTo("failed");
        assertThat(run.json().path("left").toString()).contains("slots 7 are migrating at");
        assertThat(run.json().path("done").toString()).contains("slot 7 left open");
      } finally {
        second.thaw();
      }
    }
  }
}
