package dev.slotwright.redis.mover;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slotwright.cluster.Address;
import dev.slotwright.cluster.NodeId;
import dev.slotwright.cluster.SlotSet;
import dev.slotwright.control.Credentials;
import dev.slotwright.redis.NodeConnections;
import dev.slotwright.redis.RedisSettings;
import dev.slotwright.world.redis.ClusterNode;
import dev.slotwright.world.redis.LocalCluster;
import dev.slotwright.world.redis.RedisBinary;
import dev.slotwright.world.redis.RedisConnection;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A slot goes back to its source while a client still writes at the target. */
class SlotReturnTest {
  private static final int SLOT = 42;
  private static final String KEY = "{" + KeySlot.tagOf(SLOT) + "}:late";

  @ParameterizedTest
  @MethodSource("dev.slotwright.world.redis.RedisBinary#tier")
  void aKeyThatComesAtTheLastMomentKeepsItsSlotOpen(RedisBinary server) {
    try (LocalCluster cluster = LocalCluster.form(LocalCluster.Settings.of(server, 3, 0));
        NodeConnections connections =
            new NodeConnections(
                RedisSettings.defaults(), new Credentials(Optional.empty(), Optional.empty()))) {
      ClusterNode source = cluster.node(0);
      ClusterNode target = cluster.node(1);
      target.call("CLUSTER", "SETSLOT", "42", "IMPORTING", source.id());
      source.call("CLUSTER", "SETSLOT", "42", "MIGRATING", target.id());
      LineWatch late =
          (address, requests) -> {
            if (address.port() == target.port()
                && address.host().equals(target.address())
                && requests.size() > 1) {
              write(target);
            }
          };

      SlotSet left;
      try (Pair pair = pair(connections, source, target, late)) {
        left = new SlotReturn(pair).close(SlotSet.of(SLOT));
      }

      assertThat(left).isEqualTo(SlotSet.of(SLOT));
      assertThat(Views.self(source).migratingTo(SLOT)).contains(Views.id(target));
      assertThat(Views.self(target).importingFrom(SLOT)).contains(Views.id(source));
      assertThat(target.call("CLUSTER", "COUNTKEYSINSLOT", "42")).isEqualTo(1L);
    }
  }

  private static void write(ClusterNode target) {
    try (RedisConnection client = target.connect()) {
      client.call("ASKING");
      assertThat(client.call("SET", KEY, "value")).isEqualTo("OK");
    }
  }

  private static Pair pair(
      NodeConnections connections, ClusterNode source, ClusterNode target, LineWatch watch) {
    NodeId from = Views.id(source);
    NodeId to = Views.id(target);
    return new Pair(
        from,
        new NodeLine(connections, address(source), watch),
        Set.of(from),
        to,
        new NodeLine(connections, address(target), watch),
        Set.of(to));
  }

  private static Address address(ClusterNode node) {
    return new Address(node.address(), node.port());
  }
}
