package dev.slotwright.plan;

import dev.slotwright.cluster.NodeId;
import java.util.List;
import java.util.Map;

/**
 * Where a newly attached replica shares a host with its shard, exchanges it with another newly
 * attached one so that neither does. Replicas that stay where they are are never exchanged: until
 * the full sync of both ends, two shards would have a copy less, perhaps none.
 *
 * @param places of the nodes
 * @param shards the nodes of each master's shard; changed by {@link #run}
 * @param follow the master of each attached node; changed by {@link #run}
 */
record HostExchange(Places places, Map<NodeId, List<NodeId>> shards, Map<NodeId, NodeId> follow) {

  void run() {
    for (NodeId node : List.copyOf(follow.keySet())) {
      NodeId master = follow.get(node);
      if (clashes(node, node, master)) {
        exchange(node, master);
      }
    }
  }

  private void exchange(NodeId node, NodeId master) {
    for (NodeId elsewhere : shards.keySet()) {
      if (elsewhere.equals(master)) {
        continue;
      }
      for (NodeId other : List.copyOf(shards.get(elsewhere))) {
        if (follow.containsKey(other)
            && !clashes(node, other, elsewhere)
            && !clashes(other, node, master)) {
          replace(master, node, other);
          replace(elsewhere, other, node);
          return;
        }
      }
    }
  }

  /**
   * Whether {@code node} would share a host with the shard of {@code master} without {@code out}.
   */
  private boolean clashes(NodeId node, NodeId out, NodeId master) {
    return shards.get(master).stream()
        .filter(other -> !other.equals(out) && !other.equals(node))
        .anyMatch(other -> places.shareHost(node, other));
  }

  private void replace(NodeId master, NodeId out, NodeId in) {
    shards.get(master).remove(out);
    shards.get(master).add(in);
    follow.put(in, master);
  }
}
