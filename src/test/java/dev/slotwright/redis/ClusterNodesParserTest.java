package dev.slotwright.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slotwright.cluster.Address;
import dev.slotwright.cluster.Node;
import dev.slotwright.cluster.Node.Health;
import dev.slotwright.cluster.OpenSlot;
import dev.slotwright.cluster.Role;
import dev.slotwright.cluster.Slot;
import dev.slotwright.cluster.SlotSet;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ClusterNodesParserTest {
  private static final Address ASKED = new Address("192.0.2.7", 6379);
  private static final String ID = "07c37dfeb235213a872192d90877d0cd55635b91";
  private static final String OTHER = "67ed2db8d677e59ec4a4cefb06858cf2a1a89fa1";

  static Stream<String> servers() {
    return Captured.SERVERS.stream();
  }

  @ParameterizedTest
  @MethodSource("servers")
  void aNodeThatKnowsNobody(String server) {
    ClusterNodes fresh = ClusterNodesParser.parse(Captured.nodes(server, "fresh"), ASKED);

    assertThat(fresh.nodes()).hasSize(1);
    Node self = fresh.nodes().getFirst();
    assertThat(self.id()).isEqualTo(fresh.self());
    assertThat(self.isMaster()).isTrue();
    assertThat(self.slots()).isEqualTo(SlotSet.EMPTY);
    assertThat(self.linked()).isTrue();
    assertThat(self.configEpoch()).isZero();
  }

  @ParameterizedTest
  @MethodSource("servers")
  void bothEndsOfOpenSlots(String server) {
    ClusterNodes source = ClusterNodesParser.parse(Captured.nodes(server, "source"), ASKED);
    ClusterNodes target = ClusterNodesParser.parse(Captured.nodes(server, "target"), ASKED);

    assertThat(source.openSlots())
        .containsExactlyInAnyOrder(
            new OpenSlot(new Slot(10), OpenSlot.Direction.MIGRATING, source.self(), target.self()),
            new OpenSlot(
                new Slot(8000), OpenSlot.Direction.MIGRATING, source.self(), target.self()));
    assertThat(target.openSlots())
        .containsExactly(
            new OpenSlot(
                new Slot(8000), OpenSlot.Direction.IMPORTING, target.self(), source.self()));
    assertThat(node(source, target.self().value()).slots()).hasToString("8001-8999,9001-16383");
    assertThat(node(source, source.self().value()).slots()).hasToString("0-8000,9000");
    assertThat(node(source, target.self().value()).address().host()).startsWith("127.77.");
    assertThat(source.nodes()).extracting(Node::health).contains(Health.HANDSHAKE);
    assertThat(source.nodes().stream().filter(n -> n.role() == Role.REPLICA).toList())
        .singleElement()
        .satisfies(
            replica -> {
              assertThat(replica.master()).contains(source.self());
              assertThat(replica.slots().isEmpty()).isTrue();
            });
  }

  @ParameterizedTest
  @MethodSource("servers")
  void aSuspectedMasterWithoutLink(String server) {
    ClusterNodes replica = ClusterNodesParser.parse(Captured.nodes(server, "failed"), ASKED);

    assertThat(replica.nodes().stream().filter(node -> !node.healthy()).toList())
        .singleElement()
        .satisfies(
            node -> {
              assertThat(node.health()).isIn(Health.SUSPECTED, Health.FAILED);
              assertThat(node.linked()).isFalse();
              assertThat(node.slots().size()).isEqualTo(8382);
            });
  }

  @Test
  void aNodeThatDoesNotKnowItsIpHasTheAddressThatWasAsked() {
    Node self = only(ID + " :6379@16379 myself,master - 0 0 0 connected");

    assertThat(self.address()).isEqualTo(ASKED);
  }

  @Test
  void redisFiveWithoutHostName() {
    Node self =
        only(ID + " 127.0.0.1:30004@31004 myself,slave " + OTHER + " 0 1426238317239 4 connected");

    assertThat(self.address()).isEqualTo(new Address("127.0.0.1", 30004, 31004));
    assertThat(self.role()).isEqualTo(Role.REPLICA);
    assertThat(self.configEpoch()).isEqualTo(4);
  }

  @Test
  void hostNameAndFurtherFieldsAreNotTheAddress() {
    Node self =
        only(
            ID
                + " 192.0.2.9:6379@16380,redis-0.redis,shard-id=abc,tls-port=0 myself,master - 0 0"
                + " 3 connected 5 7-9");

    assertThat(self.address()).isEqualTo(new Address("192.0.2.9", 6379, 16380));
    assertThat(self.slots()).hasToString("5,7-9");
  }

  @Test
  void ipv6() {
    Node self = only(ID + " fd00::17:6379@16379 myself,master - 0 0 3 connected");

    assertThat(self.address().host()).isEqualTo("fd00::17");
  }

  @Test
  void aNodeWithoutAddress() {
    ClusterNodes nodes =
        ClusterNodesParser.parse(
            ID
                + " 192.0.2.9:6379@16379 myself,master - 0 0 1 connected\n"
                + OTHER
                + " :0@0 master,fail,noaddr - 1426238316232 1426238316232 2 disconnected 1-2\n",
            ASKED);

    Node lost = node(nodes, OTHER);
    assertThat(lost.health()).isEqualTo(Health.NO_ADDRESS);
    assertThat(lost.address()).isEqualTo(ClusterNodesParser.NOWHERE);
    assertThat(lost.slots()).hasToString("1-2");
  }

  @Test
  void aLineThatIsNotUnderstoodIsQuoted() {
    for (String line : List.of("nonsense", ID + " 192.0.2.9 master - 0 0 1 connected")) {
      assertThatThrownBy(() -> ClusterNodesParser.parse(line, ASKED))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(line)
          .hasMessageContaining("192.0.2.7:6379");
    }
  }

  @Test
  void aReplyWithoutMyselfIsRefused() {
    assertThatThrownBy(
            () ->
                ClusterNodesParser.parse(
                    ID + " 192.0.2.9:6379@16379 master - 0 0 1 connected", ASKED))
        .hasMessageContaining("no 'myself'");
  }

  private static Node only(String line) {
    return ClusterNodesParser.parse(line, ASKED).nodes().getFirst();
  }

  private static Node node(ClusterNodes nodes, String id) {
    return nodes.nodes().stream().filter(n -> n.id().value().equals(id)).findFirst().orElseThrow();
  }
}
