package dev.slotwright.plan;

import dev.slotwright.cluster.ClusterView;
import dev.slotwright.cluster.Node;
import dev.slotwright.cluster.NodeId;
import dev.slotwright.cluster.Observation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Roles in a cluster whose new pods have all joined.
 *
 * <p>Computed again after part of it was done, it asks for the rest: an empty master that has
 * followers already is chosen before others, and a node that follows its master already is left
 * alone.
 *
 * @param masters all masters at the end: every owner of slots, and the chosen ones without
 * @param follow the master of every node that has to become or to be re-attached as a replica
 */
public record GrowLayout(Set<NodeId> masters, Map<NodeId, NodeId> follow) {
  public GrowLayout {
    masters = Set.copyOf(masters);
    follow = Map.copyOf(follow);
  }

  /**
   * The layout for {@code shards}; with fewer masters when too few nodes without slots have joined.
   */
  public static GrowLayout of(Observation seen, int shards, int replicasPerShard) {
    ClusterView view = seen.view();
    Places places = Places.of(seen);
    ReplicaPlacer placer = new ReplicaPlacer(places);
    Set<NodeId> masters = new TreeSet<>(view.owners().stream().map(Node::id).toList());
    Set<NodeId> empties = new TreeSet<>(answeringWithoutSlots(view));
    empties.stream()
        .filter(id -> !view.replicasOf(id).isEmpty())
        .sorted(
            Comparator.<NodeId>comparingInt(id -> -view.replicasOf(id).size())
                .thenComparing(places.byOrdinal()))
        .limit(Math.max(0, shards - masters.size()))
        .forEach(masters::add);
    empties.removeAll(masters);
    masters.addAll(placer.masters(shards - masters.size(), masters, empties));
    empties.removeAll(masters);

    Map<NodeId, List<NodeId>> nodes = new TreeMap<>();
    masters.forEach(master -> nodes.put(master, new ArrayList<>(List.of(master))));
    Set<NodeId> free = new TreeSet<>(empties);
    for (Node node : view.nodes().values()) {
      if (!node.isMaster()) {
        List<NodeId> shard = node.master().map(nodes::get).orElse(null);
        if (shard != null) {
          shard.add(node.id());
        } else if (view.report(node.id()).isPresent()) {
          free.add(node.id());
        }
      }
    }
    free.addAll(Surplus.take(places, nodes, 1 + replicasPerShard, free.size()));
    return new GrowLayout(masters, placer.attach(nodes, 1 + replicasPerShard, free));
  }

  private static List<NodeId> answeringWithoutSlots(ClusterView view) {
    return view.masters().stream()
        .filter(node -> node.slots().isEmpty() && view.report(node.id()).isPresent())
        .map(Node::id)
        .toList();
  }
}
