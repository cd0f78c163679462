package dev.slotwright.redis;

import dev.slotwright.cluster.Node;
import dev.slotwright.cluster.NodeId;
import dev.slotwright.cluster.OpenSlot;
import java.util.List;

/**
 * What one node's CLUSTER NODES says.
 *
 * @param self the answering node
 * @param nodes all that it knows, itself and nodes in handshake included
 * @param openSlots its own open slots; a node never tells those of others
 */
public record ClusterNodes(NodeId self, List<Node> nodes, List<OpenSlot> openSlots) {
  public ClusterNodes {
    nodes = List.copyOf(nodes);
    openSlots = List.copyOf(openSlots);
  }
}
