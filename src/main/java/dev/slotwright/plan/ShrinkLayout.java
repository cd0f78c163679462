package dev.slotwright.plan;

import dev.slotwright.cluster.ClusterView;
import dev.slotwright.cluster.Node;
import dev.slotwright.cluster.NodeId;
import dev.slotwright.cluster.Observation;
import dev.slotwright.cluster.Shard;
import dev.slotwright.load.SlotBytes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Which nodes do what so that the pods with the highest ordinals, which are the ones that
 * Kubernetes removes, can go.
 *
 * <p>Done in this order: promote; drain; follow; promote after the drain; leave. Computed again
 * after any of these it asks for the rest. Roles are as observed: any pod can hold a master.
 *
 * @param promote replicas on staying pods whose shard survives but whose master's pod leaves
 * @param drain masters whose shard disappears, on whichever pod they are
 * @param follow the master of every staying node that has to be re-attached once the drain is done;
 *     for a shard with no staying node that is its leaving master
 * @param promoteAfterDrain nodes of {@code follow} that then take over from a leaving master
 * @param leave all members on leaving pods
 */
public record ShrinkLayout(
    Set<NodeId> promote,
    Set<NodeId> drain,
    Map<NodeId, NodeId> follow,
    Set<NodeId> promoteAfterDrain,
    Set<NodeId> leave) {
  public ShrinkLayout {
    promote = Set.copyOf(promote);
    drain = Set.copyOf(drain);
    follow = Map.copyOf(follow);
    promoteAfterDrain = Set.copyOf(promoteAfterDrain);
    leave = Set.copyOf(leave);
  }

  /**
   * The layout for {@code shards} of a master and {@code replicasPerShard} each.
   *
   * <p>The shards to drain are those with no staying node first, then those that cost least: their
   * bytes, and for each staying node that would have to copy another shard, an average shard's.
   *
   * @param bytes of each slot
   */
  public static ShrinkLayout of(
      Observation seen, int shards, int replicasPerShard, SlotBytes bytes) {
    ClusterView view = seen.view();
    Places places = Places.of(seen);
    int pods = shards * (1 + replicasPerShard);
    List<Shard> all = view.shards().stream().filter(s -> !s.master().slots().isEmpty()).toList();
    Set<NodeId> drain = drain(all, shards, places, pods, bytes);

    Set<NodeId> promote = new TreeSet<>();
    Set<NodeId> lost = new TreeSet<>();
    Map<NodeId, List<NodeId>> nodes = new TreeMap<>();
    for (Shard shard : all) {
      if (drain.contains(shard.master().id())) {
        continue;
      }
      List<NodeId> staying = staying(shard, view, places, pods);
      if (staying.isEmpty()) {
        lost.add(shard.master().id());
        nodes.put(shard.master().id(), staying);
      } else {
        if (places.ordinal(shard.master().id()) >= pods) {
          promote.add(staying.getFirst());
        }
        nodes.put(staying.getFirst(), staying);
      }
    }
    Set<NodeId> kept = nodes.values().stream().flatMap(List::stream).collect(Collectors.toSet());
    Set<NodeId> free =
        view.reports().keySet().stream()
            .filter(id -> places.ordinal(id) < pods && !kept.contains(id))
            .collect(Collectors.toCollection(TreeSet::new));
    free.addAll(Surplus.take(places, nodes, 1 + replicasPerShard, free.size()));
    Map<NodeId, NodeId> follow =
        new ReplicaPlacer(places).attach(nodes, 1 + replicasPerShard, free);
    return new ShrinkLayout(
        promote, drain, follow, successors(lost, follow, places), seen.nodesBeyond(pods));
  }

  private static Set<NodeId> drain(
      List<Shard> all, int shards, Places places, int pods, SlotBytes bytes) {
    double mean = all.stream().mapToLong(s -> bytes.total(s.master().slots())).average().orElse(0);
    return all.stream()
        .sorted(
            Comparator.<Shard, Boolean>comparing(s -> stayingCount(s, places, pods) > 0)
                .thenComparingDouble(
                    s -> bytes.total(s.master().slots()) + mean * stayingCount(s, places, pods))
                .thenComparing(s -> -stayingCount(s, places, Integer.MAX_VALUE))
                .thenComparing(s -> s.master().id()))
        .limit(Math.max(0, all.size() - shards))
        .map(shard -> shard.master().id())
        .collect(Collectors.toSet());
  }

  private static long stayingCount(Shard shard, Places places, int pods) {
    return shard.replicas().stream().filter(r -> places.ordinal(r.id()) < pods).count()
        + (places.ordinal(shard.master().id()) < pods ? 1 : 0);
  }

  /** The staying nodes of a shard, the one that is or becomes its master first. */
  private static List<NodeId> staying(Shard shard, ClusterView view, Places places, int pods) {
    List<NodeId> staying = new ArrayList<>();
    if (places.ordinal(shard.master().id()) < pods) {
      staying.add(shard.master().id());
    }
    shard.replicas().stream()
        .map(Node::id)
        .filter(id -> places.ordinal(id) < pods)
        .sorted(
            Comparator.<NodeId, Boolean>comparing(id -> !view.inSync(id))
                .thenComparing(places.byOrdinal()))
        .forEach(staying::add);
    return staying;
  }

  /** For each shard without a staying node, the first of those that will follow its master. */
  private static Set<NodeId> successors(
      Set<NodeId> lost, Map<NodeId, NodeId> follow, Places places) {
    Set<NodeId> successors = new TreeSet<>();
    for (NodeId master : lost) {
      follow.keySet().stream()
          .filter(node -> follow.get(node).equals(master))
          .min(places.byOrdinal())
          .ifPresent(successors::add);
    }
    return successors;
  }
}
