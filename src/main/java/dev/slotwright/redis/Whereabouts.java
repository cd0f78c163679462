package dev.slotwright.redis;

import dev.slotwright.cluster.Address;
import dev.slotwright.cluster.ClusterView;
import dev.slotwright.cluster.Node;
import dev.slotwright.cluster.NodeId;
import dev.slotwright.cluster.NodeReport;
import dev.slotwright.control.RefusedException;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds nodes of a view again and reads their own word anew, right before something is done. */
final class Whereabouts {
  private final Census census;

  Whereabouts(Census census) {
    this.census = census;
  }

  /** Where a node answered, or else where others say that it listens. */
  static Optional<Address> of(ClusterView view, NodeId id) {
    return Stream.of(view.reports().values(), view.newcomers(), view.foreign())
        .flatMap(java.util.Collection::stream)
        .filter(report -> report.self().equals(id))
        .map(NodeReport::asked)
        .findFirst()
        .or(
            () ->
                view.node(id)
                    .map(Node::address)
                    .filter(address -> !address.equals(ClusterNodesParser.NOWHERE)));
  }

  static Address known(ClusterView view, NodeId id) {
    return of(view, id)
        .orElseThrow(
            () ->
                new RefusedException(
                    "no address of node %s is known: observe again".formatted(id.brief())));
  }

  /**
   * The node's own word, now.
   *
   * @throws RefusedException when another node answers at its address
   */
  NodeReport read(ClusterView view, NodeId id) {
    Address address = known(view, id);
    NodeReport report = census.of(address);
    if (!report.self().equals(id)) {
      throw new RefusedException(
          "%s is node %s now, not %s: observe again"
              .formatted(address, report.self().brief(), id.brief()));
    }
    return report;
  }

  /** How {@code observer} sees another node. */
  static Optional<Node> seenBy(NodeReport observer, NodeId other) {
    return observer.known().stream().filter(node -> node.id().equals(other)).findFirst();
  }
}
