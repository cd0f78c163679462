package dev.slotwright.redis.mover;

import dev.slotwright.cluster.Address;
import dev.slotwright.cluster.ClusterView;
import dev.slotwright.cluster.Node;
import dev.slotwright.cluster.NodeId;
import dev.slotwright.cluster.NodeReport;
import dev.slotwright.cluster.OpenSlot;
import dev.slotwright.cluster.Role;
import dev.slotwright.cluster.Slot;
import dev.slotwright.world.redis.ClusterNode;
import dev.slotwright.world.redis.LocalCluster;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What the nodes of a local cluster say of themselves, asked over the world's own connections. */
final class Views {
  private Views() {}

  static SelfView self(ClusterNode node) {
    return SelfView.parse((String) node.call("CLUSTER", "NODES"));
  }

  static ClusterView of(LocalCluster cluster) {
    List<NodeReport> reports =
        cluster.nodes().stream().filter(ClusterNode::isAlive).map(Views::report).toList();
    return ClusterView.of(reports, Map.of());
  }

  private static NodeReport report(ClusterNode node) {
    SelfView view = self(node);
    List<OpenSlot> open = new ArrayList<>();
    view.migrating()
        .forEach(
            (slot, to) ->
                open.add(
                    new OpenSlot(new Slot(slot), OpenSlot.Direction.MIGRATING, view.self(), to)));
    view.importing()
        .forEach(
            (slot, from) ->
                open.add(
                    new OpenSlot(new Slot(slot), OpenSlot.Direction.IMPORTING, view.self(), from)));
    return new NodeReport(
        new Address(node.address(), node.port()),
        view.self(),
        view.peers().values().stream().map(Views::node).toList(),
        open,
        true,
        false,
        (Long) node.call("DBSIZE"),
        0,
        true,
        0,
        0,
        0,
        0,
        "test");
  }

  private static Node node(SelfView.Peer peer) {
    return new Node(
        peer.id(),
        peer.address(),
        peer.master() ? Role.MASTER : Role.REPLICA,
        peer.follows(),
        peer.slots(),
        peer.failed() ? Node.Health.FAILED : Node.Health.OK,
        true,
        peer.epoch());
  }

  static NodeId id(ClusterNode node) {
    return new NodeId(node.id());
  }
}
