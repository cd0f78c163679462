package dev.slotwright.redis;

import dev.slotwright.cluster.Address;
import dev.slotwright.cluster.ClusterView;
import dev.slotwright.cluster.Node;
import dev.slotwright.cluster.NodeReport;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Asks nodes what they are, whom they know and how they are: one node, or many side by side. */
final class Census {
  private static final List<Request> QUESTIONS =
      List.of(Request.of("CLUSTER", "NODES"), Request.of("CLUSTER", "INFO"), Request.of("INFO"));

  private final NodeConnections connections;

  Census(NodeConnections connections) {
    this.connections = connections;
  }

  /**
   * What was answered and what was not.
   *
   * @param failures by address, with the reason
   */
  record Count(List<NodeReport> reports, Map<Address, RuntimeException> failures) {
    ClusterView view() {
      Map<Address, String> reasons = new LinkedHashMap<>();
      failures.forEach((address, failure) -> reasons.put(address, failure.getMessage()));
      return ClusterView.of(reports, reasons);
    }
  }

  /** All addresses within one observe time-out. */
  Count of(Collection<Address> addresses) {
    connections.prune();
    Map<Address, RuntimeException> failures = new LinkedHashMap<>();
    SharedSlots shared = new SharedSlots();
    List<NodeReport> reports =
        new Round(connections, connections.settings().observeTimeout())
            .ask(
                addresses, QUESTIONS, (asked, replies) -> report(asked, replies, shared), failures);
    return new Count(reports, failures);
  }

  /** One node's own word, now; errors as {@link NodeConnection}. */
  NodeReport of(Address address) {
    return report(address, connections.to(address).callAll(QUESTIONS), new SharedSlots());
  }

  /**
   * The open slots of a replica are left out: Valkey shows it those of its master, which has them
   * too.
   */
  private static NodeReport report(Address asked, List<Reply> replies, SharedSlots shared) {
    ClusterNodes nodes = ClusterNodesParser.parse(replies.get(0).text(), asked, shared);
    Fields cluster = InfoParser.parse(replies.get(1).text());
    Fields server = InfoParser.parse(replies.get(2).text());
    boolean replica = server.is("role", "slave");
    return new NodeReport(
        asked,
        nodes.self(),
        settled(nodes),
        replica ? List.of() : nodes.openSlots(),
        cluster.is("cluster_state", "ok"),
        server.is("loading", "1") || server.is("async_loading", "1"),
        server.keys(),
        cluster.count("cluster_current_epoch"),
        !replica || server.is("master_link_status", "up"),
        server.count(replica ? "slave_repl_offset" : "master_repl_offset"),
        server.count("used_memory"),
        server.count("maxmemory"),
        server.redirects(),
        server.version());
  }

  /** Without nodes in handshake: their ids are made up until the handshake ends. */
  private static List<Node> settled(ClusterNodes nodes) {
    return nodes.nodes().stream()
        .filter(node -> node.health() != Node.Health.HANDSHAKE || node.id().equals(nodes.self()))
        .toList();
  }
}
