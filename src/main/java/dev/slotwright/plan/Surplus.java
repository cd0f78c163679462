package dev.slotwright.plan;

import dev.slotwright.cluster.NodeId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Replicas that one shard has too many while another lacks some. */
final class Surplus {
  private Surplus() {}

  /**
   * Takes replicas out of shards above {@code nodesPerShard}, as many as others lack beyond the
   * {@code free} nodes. Those that share a host with their shard go first, then the highest
   * ordinals.
   *
   * @param nodes the nodes of each shard, those that are taken are removed; its first is kept
   */
  static List<NodeId> take(
      Places places, Map<NodeId, List<NodeId>> nodes, int nodesPerShard, int free) {
    int lacking =
        nodes.values().stream().mapToInt(shard -> Math.max(0, nodesPerShard - shard.size())).sum();
    List<NodeId> taken = new ArrayList<>();
    for (List<NodeId> shard : nodes.values()) {
      while (shard.size() > nodesPerShard && taken.size() < lacking - free) {
        NodeId out =
            shard.stream()
                .skip(1)
                .max(
                    Comparator.<NodeId, Boolean>comparing(
                            id -> shard.stream().anyMatch(o -> o != id && places.shareHost(o, id)))
                        .thenComparing(places.byOrdinal()))
                .orElseThrow();
        shard.remove(out);
        taken.add(out);
      }
    }
    return taken;
  }
}
