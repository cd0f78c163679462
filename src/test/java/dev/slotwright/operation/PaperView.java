package dev.slotwright.operation;

import dev.slotwright.cluster.Address;
import dev.slotwright.cluster.ClusterView;
import dev.slotwright.cluster.Node;
import dev.slotwright.cluster.NodeId;
import dev.slotwright.cluster.NodeReport;
import dev.slotwright.cluster.OpenSlot;
import dev.slotwright.cluster.Pod;
import dev.slotwright.cluster.Slot;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A look at a {@link PaperCluster}: its pods, and the answers of those that are not silent.
 *
 * @param all by ordinal
 * @param open slots that are open at their owner, towards any other
 */
record PaperView(Collection<PaperNode> all, Set<Integer> open) {
  ClusterView nodes() {
    List<Node> members =
        all.stream().filter(node -> node.member).map(PaperNode::described).toList();
    boolean ok = members.stream().mapToInt(node -> node.slots().size()).sum() == 16_384;
    List<NodeReport> reports = new ArrayList<>();
    Map<Address, String> unreachable = new HashMap<>();
    for (PaperNode node : all) {
      if (node.silent) {
        unreachable.put(node.address(), "timed out");
      } else {
        reports.add(node.report(members, openAt(node), ok));
      }
    }
    return ClusterView.of(reports, unreachable);
  }

  List<Pod> pods() {
    return all.stream().map(PaperView::pod).toList();
  }

  private static Pod pod(PaperNode node) {
    return new Pod(
        "redis-" + node.ordinal,
        node.ordinal,
        "uid-" + node.ordinal,
        Optional.of(node.address().host()),
        true,
        node.terminating,
        Optional.of("host-" + node.ordinal % 4),
        Optional.empty(),
        Optional.empty());
  }

  private List<OpenSlot> openAt(PaperNode node) {
    return open.stream()
        .filter(node.slots::contains)
        .map(
            slot ->
                new OpenSlot(
                    new Slot(slot), OpenSlot.Direction.MIGRATING, node.id, otherOwner(node)))
        .toList();
  }

  private NodeId otherOwner(PaperNode node) {
    return all.stream()
        .filter(other -> other != node && !other.slots.isEmpty())
        .findFirst()
        .orElseThrow()
        .id;
  }
}
