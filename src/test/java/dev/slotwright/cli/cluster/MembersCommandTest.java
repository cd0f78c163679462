package dev.slotwright.cli.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slotwright.cli.cluster.HandWorld.Run;
import dev.slotwright.world.redis.ClusterNode;
import dev.slotwright.world.redis.RedisBinary;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Nodes that come, and masters that give all away. */
class MembersCommandTest {
  static List<RedisBinary> servers() {
    return RedisBinary.tier();
  }

  @ParameterizedTest
  @MethodSource("servers")
  void aMasterAndItsReplicaJoinAndTheMasterIsFilledAndDrained(RedisBinary server) throws Exception {
    try (HandWorld world = HandWorld.of(server, 3, 0)) {
      world.fill(1000, 500);
      ClusterNode master = world.cluster.addEmptyNode();
      ClusterNode replica = world.cluster.addEmptyNode();

      Run dry = world.run("join", "--node", master.endpoint(), "--dry-run");
      assertThat(dry.exitCode()).isZero();
      assertThat(dry.out()).contains("would have", master.endpoint());
      assertThat(world.run("join", "--node", master.endpoint()).exitCode()).isEqualTo(3);
      assertThat((String) world.cluster.node(0).call("CLUSTER", "NODES"))
          .as("nothing was done")
          .doesNotContain(master.id());

      Run joined = world.run("join", "--node", master.endpoint(), "--yes", "--output", "json");
      assertThat(joined.exitCode()).as(joined.err()).isZero();
      assertThat(joined.json().path("node").asText()).isEqualTo(master.id());
      assertThat(world.run("join", "--node", master.endpoint()).exitCode())
          .as("it has joined already, so nobody is asked")
          .isZero();

      String name = master.id().substring(0, 10);
      Run attached = world.run("join", "--node", replica.endpoint(), "--replica-of", name, "--yes");
      assertThat(attached.exitCode()).as(attached.err()).isZero();
      assertThat(attached.out()).contains("is a replica of", "in sync");
      assertThat((String) replica.call("INFO", "replication"))
          .contains("role:slave", "master_link_status:up");

      Run filled = world.run("rebalance", "--yes");
      assertThat(filled.exitCode()).as(filled.err()).isZero();
      assertThat(HandWorld.slots(master)).isPositive();
      Run drained = world.run("drain", "--node", name, "--yes");
      assertThat(drained.exitCode()).as(drained.err()).isZero();
      assertThat(drained.out()).contains("owns no slot now. It is still a member", master.id());
      assertThat(HandWorld.slots(master)).isZero();
      assertThat((long) master.call("DBSIZE")).isZero();
      // Redis 6.0 cannot be kept from moving the replicas of an empty master to another.
      if (server.atLeast(6, 2)) {
        assertThat(drained.out()).contains("a member, with 1 replica");
        assertThat((String) replica.call("CLUSTER", "NODES"))
            .containsPattern("myself,slave " + master.id());
      }
      assertThat(world.found(1000)).isEqualTo(1000);
      assertThat(world.anyOpen()).isFalse();
    }
  }

  @Test
  void aDrainLeavesTheOthersAloneAndFillsNobodyWhoWasDrainedBefore() {
    try (HandWorld world = HandWorld.of(RedisBinary.embedded(), 4, 0)) {
      ClusterNode first = world.cluster.node(3);
      ClusterNode second = world.cluster.node(2);
      assertThat(world.run("drain", "--node", first.id(), "--yes").exitCode()).isZero();
      int before = HandWorld.slots(world.cluster.node(0));

      Run run = world.run("drain", "--node", second.endpoint(), "--yes");

      assertThat(run.exitCode()).as(run.err()).isZero();
      assertThat(HandWorld.slots(first)).isZero();
      assertThat(HandWorld.slots(second)).isZero();
      assertThat(HandWorld.slots(world.cluster.node(0))).isGreaterThan(before);
      Run again = world.run("drain", "--node", second.endpoint());
      assertThat(again.exitCode()).as("nothing is left to ask about").isZero();
      assertThat(world.run("drain", "--node", "nobody", "--yes").exitCode()).isEqualTo(2);
      assertThat(world.run("drain", "--yes").exitCode()).isEqualTo(2);
    }
  }

  @Test
  void aNodeWithDataOrOfAnotherClusterIsRefused() {
    try (HandWorld world = HandWorld.of(RedisBinary.embedded(), 3, 0);
        HandWorld other = HandWorld.of(RedisBinary.embedded(), 3, 0)) {
      Run elsewhere = world.run("join", "--node", other.cluster.node(0).endpoint(), "--yes");
      assertThat(elsewhere.exitCode()).isEqualTo(3);
      assertThat(elsewhere.err()).contains("is not empty: it knows 2 other nodes, owns 5461 slots");

      ClusterNode full = world.cluster.addEmptyNode();
      full.call("CLUSTER", "ADDSLOTS", "12182");
      full.call("CONFIG", "SET", "cluster-require-full-coverage", "no");
      Awaitility.await("a lone master serves its slot")
          .ignoreExceptions()
          .until(() -> full.call("SET", "foo", "1"), "OK"::equals);
      Run data = world.run("join", "--node", full.endpoint(), "--yes");
      assertThat(data.exitCode()).isEqualTo(3);
      assertThat(data.err()).contains("owns 1 slots and holds 1 keys");
      assertThat((String) full.call("GET", "foo")).isEqualTo("1");

      Run nobody = world.run("join", "--node", "127.0.0.1:1", "--yes");
      assertThat(nobody.exitCode()).isEqualTo(1);
      Run odd = world.run("join", "--node", "nowhere", "--yes");
      assertThat(odd.exitCode()).isEqualTo(2);
    }
  }
}
