package dev.slotwright.judgement;

import dev.slotwright.cluster.Node;
import dev.slotwright.cluster.NodeId;
import dev.slotwright.cluster.SlotSet;
import dev.slotwright.load.SlotBytes;
import java.util.Comparator;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Which masters end empty when a cluster shrinks. */
record Shrinking(Map<NodeId, SlotSet> owners, Set<NodeId> draining) {
  static Shrinking of(Scene scene, int shards, SlotBytes bytes) {
    Set<NodeId> draining =
        scene.owners().stream()
            .sorted(Comparator.comparingLong(node -> bytes.total(node.slots())))
            .limit(scene.owners().size() - shards)
            .map(Node::id)
            .collect(Collectors.toSet());
    return new Shrinking(scene.ownersNow(), draining);
  }
}
