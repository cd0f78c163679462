package dev.slotwright.cli.cluster;

import dev.slotwright.cluster.Address;
import dev.slotwright.cluster.ClusterView;
import dev.slotwright.cluster.Node;
import dev.slotwright.cluster.NodeId;
import dev.slotwright.cluster.NodeReport;
import dev.slotwright.control.RedisCluster;
import dev.slotwright.control.RefusedException;
import dev.slotwright.control.UnreachableException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A node that is to join, or has joined already, as it describes itself. */
record Newcomer(NodeReport report) {

  /**
   * Its own word.
   *
   * @throws UnreachableException when it does not answer
   */
  static Newcomer read(RedisCluster redis, Address address) {
    ClusterView alone = redis.observe(List.of(address));
    return Stream.of(alone.newcomers(), alone.foreign(), alone.reports().values())
        .flatMap(java.util.Collection::stream)
        .findFirst()
        .map(Newcomer::new)
        .orElseThrow(
            () -> new UnreachableException(String.join("; ", alone.unreachable().values())));
  }

  NodeId id() {
    return report.self();
  }

  /** Where it was asked, with the bus port that it says. */
  Address address() {
    Address asked = report.asked();
    return new Address(asked.host(), asked.port(), report.selfNode().address().busPort());
  }

  boolean isMemberOf(ClusterView view) {
    return view.nodes().containsKey(id());
  }

  /**
   * A node without slots and keys that knows members is one that lost their handshake.
   *
   * @throws RefusedException when it has another life's data, or belongs elsewhere
   */
  void requireFit(ClusterView view) {
    Node self = report.selfNode();
    boolean knowsMembers =
        report.known().stream()
            .anyMatch(node -> !node.id().equals(id()) && view.nodes().containsKey(node.id()));
    boolean empty = self.slots().isEmpty() && report.keys() == 0;
    if (isMemberOf(view) || report.blank() || (knowsMembers && empty)) {
      return;
    }
    throw new RefusedException(
        "%s is not empty: it knows %d other nodes, owns %d slots and holds %d keys. If nobody needs"
                .formatted(
                    report.asked(), report.known().size() - 1, self.slots().size(), report.keys())
            + " that: FLUSHALL and CLUSTER RESET HARD on it, then join again");
  }

  /** Whether it follows this master already. */
  boolean follows(NodeId master) {
    return report.selfNode().master().equals(Optional.of(master));
  }
}
