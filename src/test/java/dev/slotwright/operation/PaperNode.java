package dev.slotwright.operation;

import dev.slotwright.cluster.Address;
import dev.slotwright.cluster.Node;
import dev.slotwright.cluster.NodeId;
import dev.slotwright.cluster.NodeReport;
import dev.slotwright.cluster.OpenSlot;
import dev.slotwright.cluster.Role;
import dev.slotwright.cluster.SlotSet;
import java.util.List;
import java.util.Optional;

/** One node of a {@link PaperCluster}; {@code member} once it has met the others. */
final class PaperNode {
  static final int PORT = 6379;

  final int ordinal;
  NodeId id;
  boolean member;
  boolean silent;
  boolean terminating;
  boolean behind;
  long offset;
  Optional<NodeId> master = Optional.empty();
  SlotSet slots = SlotSet.EMPTY;

  PaperNode(int ordinal, NodeId id) {
    this.ordinal = ordinal;
    this.id = id;
  }

  Address address() {
    return new Address("198.18.0." + (ordinal + 1), PORT);
  }

  /** As its own line of CLUSTER NODES has it, and everybody else's. */
  Node described() {
    return new Node(
        id,
        address(),
        master.isPresent() ? Role.REPLICA : Role.MASTER,
        master,
        slots,
        Node.Health.OK,
        true,
        ordinal);
  }

  /**
   * What it answers.
   *
   * @param members every node that has met the others; one that has not knows only itself
   * @param ok whether it calls the cluster's state ok
   */
  NodeReport report(List<Node> members, List<OpenSlot> open, boolean ok) {
    return new NodeReport(
        address(),
        id,
        member ? members : List.of(described()),
        open,
        ok,
        false,
        0,
        ordinal,
        !behind,
        offset,
        0,
        0,
        0,
        "redis 7.0.15");
  }
}
