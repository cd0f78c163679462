package dev.slotwright.cluster.check;

import dev.slotwright.cluster.ClusterView;
import dev.slotwright.cluster.Node;
import dev.slotwright.cluster.OpenSlot;
import dev.slotwright.cluster.Slot;
import dev.slotwright.cluster.SlotSet;
import dev.slotwright.cluster.check.Finding.Code;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Who owns what, what is on its way, and what lies where it does not belong. */
final class SlotRules {
  private SlotRules() {}

  /** One direction of open slots at one node. */
  private record End(String holder, String peer, OpenSlot.Direction direction)
      implements Comparable<End> {
    @Override
    public int compareTo(End other) {
      return toString().compareTo(other.toString());
    }
  }

  static List<Finding> findings(ClusterView view, List<NodeDetail> details) {
    List<Finding> found = new ArrayList<>();
    coverage(view, found);
    twoOwners(view, found);
    details.forEach(detail -> open(view, detail, found));
    details.forEach(detail -> strays(view, detail, found));
    return found;
  }

  private static void coverage(ClusterView view, List<Finding> found) {
    SlotSet missing = SlotSet.ALL.minus(view.assigned());
    if (!missing.isEmpty()) {
      found.add(
          Finding.error(
              Code.SLOTS_WITHOUT_OWNER,
              "%d of %d slots have no owner: %s".formatted(missing.size(), Slot.COUNT, missing),
              "bring their owner back; only when its keys are lost for good: CLUSTER ADDSLOTS on"
                  + " another master"));
    }
  }

  /** By the masters' own words: each believes that it serves the slot. */
  private static void twoOwners(ClusterView view, List<Finding> found) {
    List<Node> owners = view.owners();
    for (int i = 0; i < owners.size(); i++) {
      for (Node other : owners.subList(i + 1, owners.size())) {
        SlotSet both = owners.get(i).slots().intersect(other.slots());
        if (!both.isEmpty()) {
          found.add(
              Finding.error(
                  Code.SLOTS_WITH_TWO_OWNERS,
                  "slots %s are owned by %s and by %s, each says of itself"
                      .formatted(both, Finding.name(owners.get(i)), Finding.name(other)),
                  "the higher config epoch wins as soon as the two hear each other; look at the bus"
                      + " port between them"));
        }
      }
    }
  }

  private static void open(ClusterView view, NodeDetail detail, List<Finding> found) {
    boolean replica = view.node(detail.node()).filter(node -> !node.isMaster()).isPresent();
    Map<End, SlotSet> ends = new TreeMap<>();
    for (OpenSlot slot : detail.openSlots()) {
      ends.merge(
          new End(
              Finding.name(view, slot.holder()), Finding.name(view, slot.peer()), slot.direction()),
          SlotSet.of(slot.slot().number()),
          SlotSet::plus);
    }
    ends.forEach(
        (end, slots) ->
            found.add(
                Finding.error(
                    Code.SLOT_OPEN,
                    detail.node(),
                    "slots %s are %s at %s%s %s %s"
                        .formatted(
                            slots,
                            end.direction().name().toLowerCase(java.util.Locale.ROOT),
                            replica ? "replica " : "",
                            end.holder(),
                            end.direction() == OpenSlot.Direction.MIGRATING ? "to" : "from",
                            end.peer()),
                    "let whoever moves them finish; if nobody does: slotwright cluster repair")));
  }

  private static void strays(ClusterView view, NodeDetail detail, List<Finding> found) {
    if (!detail.strays().isEmpty()) {
      found.add(
          Finding.error(
              Code.KEYS_NOT_OWNED,
              detail.node(),
              "%s holds %d keys of slots %s, which it does not own"
                  .formatted(
                      Finding.name(view, detail.node()), detail.strayKeys(), detail.strays()),
              "compare them with the owner's (CLUSTER GETKEYSINSLOT on both) and delete them here:"
                  + " clients do not see them, and a move back would meet them"));
    }
  }
}
