package dev.slotwright.world.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LocalClusterTest {
  static List<RedisBinary> servers() {
    return RedisBinary.tier();
  }

  @ParameterizedTest
  @MethodSource("servers")
  void formsThreeMastersWithAReplicaEach(RedisBinary server) {
    try (LocalCluster cluster =
        LocalCluster.form(LocalCluster.Settings.of(server, 3, 1).withPassword("secret"))) {
      assertThat(cluster.nodes()).hasSize(6);
      assertThat((String) cluster.node(0).call("CLUSTER", "INFO"))
          .contains("cluster_slots_ok:16384", "cluster_size:3");
      assertThat((String) cluster.node(4).call("CLUSTER", "NODES"))
          .contains(cluster.node(4).id() + " " + cluster.node(4).endpoint())
          .containsPattern("myself,slave " + cluster.node(1).id());
      assertThat((String) cluster.node(0).call("INFO", "server")).contains(server.version());
    }
  }

  @ParameterizedTest
  @MethodSource("servers")
  void aKilledNodeComesBackWithItsIdentity(RedisBinary server) {
    try (LocalCluster cluster = LocalCluster.form(LocalCluster.Settings.of(server, 3, 0))) {
      ClusterNode node = cluster.node(1);
      String id = node.id();
      node.kill();
      assertThat(node.isAlive()).isFalse();

      node.restart();

      assertThat(node.readId()).isEqualTo(id);
      cluster.awaitStable(3);
    }
  }

  @ParameterizedTest
  @MethodSource("servers")
  void anEmptyNodeKnowsNobody(RedisBinary server) {
    try (LocalCluster cluster = LocalCluster.form(LocalCluster.Settings.of(server, 3, 0))) {
      ClusterNode empty = cluster.addEmptyNode();

      assertThat((String) empty.call("CLUSTER", "INFO")).contains("cluster_known_nodes:1");
      assertThat(cluster.node(empty.id())).isSameAs(empty);
    }
  }
}
