package dev.slotwright.plan;

import dev.slotwright.cluster.NodeId;
import dev.slotwright.cluster.Observation;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Decides which node becomes a master and which follows whom.
 *
 * <p><b>Goals</b>: the nodes of a shard on distinct hosts, where there are hosts enough; in other
 * zones; masters spread evenly over zones, then over hosts, so that with three zones or more no
 * zone holds half of them as far as the candidates allow. Nodes whose host or zone is not known
 * clash with nobody.
 *
 * <p><b>Algorithm</b>: masters are taken one by one from the zone, then the host, with the fewest.
 * Replicas are dealt in rounds, so that no shard gets its second before all have their first; each
 * round is a cheapest {@link Assignment}. What still shares a host is exchanged with another
 * candidate where that helps both. Ties go by ordinal, then node id.
 */
public final class ReplicaPlacer {
  private static final long SAME_HOST = 1_000_000;
  private static final long SAME_ZONE_AS_MASTER = 1_000;
  private static final long SAME_ZONE = 100;

  private final Places places;

  ReplicaPlacer(Places places) {
    this.places = places;
  }

  /** A placer that knows where the observed members and newcomers run. */
  public static ReplicaPlacer of(Observation seen) {
    return new ReplicaPlacer(Places.of(seen));
  }

  /**
   * Picks masters.
   *
   * @param count how many to pick; fewer are returned when there are fewer candidates
   * @param existing masters that there are already
   * @param candidates to pick from
   */
  public List<NodeId> masters(
      int count, Collection<NodeId> existing, Collection<NodeId> candidates) {
    Map<Optional<String>, Integer> inZone = new HashMap<>();
    Map<Optional<String>, Integer> onHost = new HashMap<>();
    existing.forEach(
        id -> {
          inZone.merge(places.zone(id), 1, Integer::sum);
          onHost.merge(places.host(id), 1, Integer::sum);
        });
    Set<NodeId> left = new TreeSet<>(candidates);
    List<NodeId> picked = new ArrayList<>();
    while (picked.size() < count && !left.isEmpty()) {
      NodeId next =
          left.stream()
              .min(
                  Comparator.<NodeId>comparingInt(id -> inZone.getOrDefault(places.zone(id), 0))
                      .thenComparingInt(id -> onHost.getOrDefault(places.host(id), 0))
                      .thenComparing(places.byOrdinal()))
              .orElseThrow();
      left.remove(next);
      picked.add(next);
      inZone.merge(places.zone(next), 1, Integer::sum);
      onHost.merge(places.host(next), 1, Integer::sum);
    }
    return picked;
  }

  /**
   * Gives every candidate a master: first each shard is filled up to {@code nodesPerShard}, then
   * what is left goes to the smallest shards.
   *
   * @param shards the nodes that each master's shard has already, the master included if it counts
   * @param nodesPerShard 1 or more, the master included
   * @param candidates nodes to attach
   * @return the master of each candidate
   */
  public Map<NodeId, NodeId> attach(
      Map<NodeId, ? extends Collection<NodeId>> shards,
      int nodesPerShard,
      Collection<NodeId> candidates) {
    Map<NodeId, List<NodeId>> nodes = new TreeMap<>();
    shards.forEach((master, has) -> nodes.put(master, new ArrayList<>(has)));
    List<NodeId> left = new ArrayList<>(candidates.stream().sorted(places.byOrdinal()).toList());
    Map<NodeId, NodeId> follow = new TreeMap<>();
    if (nodes.isEmpty()) {
      return follow;
    }
    int most = nodes.values().stream().mapToInt(List::size).max().orElse(0) + candidates.size();
    for (int size = 1; size <= Math.max(most, nodesPerShard) && !left.isEmpty(); size++) {
      int wanted = size;
      List<NodeId> needing =
          nodes.keySet().stream()
              .filter(master -> nodes.get(master).size() < wanted)
              .sorted(places.byOrdinal())
              .toList();
      deal(needing, left, nodes)
          .forEach(
              (node, master) -> {
                nodes.get(master).add(node);
                left.remove(node);
                follow.put(node, master);
              });
    }
    new HostExchange(places, nodes, follow).run();
    return follow;
  }

  /** One round: each needing shard gets a node, or each node a shard when there are fewer. */
  private Map<NodeId, NodeId> deal(
      List<NodeId> needing, List<NodeId> candidates, Map<NodeId, List<NodeId>> nodes) {
    boolean enough = candidates.size() >= needing.size();
    List<NodeId> rows = enough ? needing : candidates;
    List<NodeId> columns = enough ? candidates : needing;
    long[][] cost = new long[rows.size()][columns.size()];
    for (int row = 0; row < rows.size(); row++) {
      for (int column = 0; column < columns.size(); column++) {
        NodeId master = enough ? rows.get(row) : columns.get(column);
        NodeId node = enough ? columns.get(column) : rows.get(row);
        cost[row][column] = cost(node, master, nodes.get(master));
      }
    }
    int[] columnOf = Assignment.cheapest(cost);
    Map<NodeId, NodeId> dealt = new LinkedHashMap<>();
    for (int row = 0; row < columnOf.length; row++) {
      NodeId other = columns.get(columnOf[row]);
      dealt.put(enough ? other : rows.get(row), enough ? rows.get(row) : other);
    }
    return dealt;
  }

  private long cost(NodeId node, NodeId master, Collection<NodeId> shard) {
    long cost = 0;
    for (NodeId other : shard) {
      cost += places.shareHost(node, other) ? SAME_HOST : 0;
      cost +=
          places.shareZone(node, other)
              ? (other.equals(master) ? SAME_ZONE_AS_MASTER : SAME_ZONE)
              : 0;
    }
    return cost;
  }
}
