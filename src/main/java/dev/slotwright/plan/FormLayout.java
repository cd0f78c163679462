package dev.slotwright.plan;

import dev.slotwright.cluster.NodeId;
import dev.slotwright.cluster.NodeReport;
import dev.slotwright.cluster.Observation;
import dev.slotwright.cluster.SlotSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A cluster to be formed from blank nodes.
 *
 * @param masters contiguous, even shares of all slots, ascending with the masters' ordinals
 * @param follow the master of every other node
 */
public record FormLayout(Map<NodeId, SlotSet> masters, Map<NodeId, NodeId> follow) {
  public FormLayout {
    masters = Map.copyOf(masters);
    follow = Map.copyOf(follow);
  }

  /**
   * Takes the newcomers with the lowest ordinals; those beyond {@code shards * (1 + replicas)} are
   * left alone.
   *
   * @throws IllegalArgumentException when there are fewer newcomers than shards
   */
  public static FormLayout of(Observation seen, int shards, int replicasPerShard) {
    Places places = Places.of(seen);
    ReplicaPlacer placer = new ReplicaPlacer(places);
    List<NodeId> blank =
        seen.view().newcomers().stream()
            .map(NodeReport::self)
            .sorted(places.byOrdinal())
            .limit((long) shards * (1 + replicasPerShard))
            .toList();
    if (shards < 1 || blank.size() < shards) {
      throw new IllegalArgumentException(
          "%d blank nodes do not make a cluster of %d shards".formatted(blank.size(), shards));
    }
    List<NodeId> masters =
        placer.masters(shards, List.of(), blank).stream().sorted(places.byOrdinal()).toList();
    Map<NodeId, List<NodeId>> nodes = new TreeMap<>();
    masters.forEach(master -> nodes.put(master, List.of(master)));
    return new FormLayout(
        SlotBalancer.evenRanges(masters),
        placer.attach(
            nodes,
            1 + replicasPerShard,
            blank.stream().filter(id -> !masters.contains(id)).toList()));
  }
}
