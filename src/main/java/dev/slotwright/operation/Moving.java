package dev.slotwright.operation;

import dev.slotwright.cluster.Address;
import dev.slotwright.cluster.ClusterView;
import dev.slotwright.cluster.Node;
import dev.slotwright.cluster.NodeId;
import dev.slotwright.cluster.SlotSet;
import dev.slotwright.load.SlotBytes;
import dev.slotwright.plan.SlotMove;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Brings every slot to its final owner; empty when all are there. */
final class Moving {
  private Moving() {}

  static Optional<Progress> progress(
      Header header, Operation.Sight sight, Map<NodeId, SlotSet> owners) {
    ClusterView view = sight.observation().view();
    if (sight.move() instanceof MoveStatus.Running) {
      return Optional.of(new Progress.Wait("moving slots"));
    }
    if (!view.unreachable().isEmpty()) {
      return Optional.of(
          new Progress.Wait("no answer from " + new TreeSet<>(texts(view.unreachable().keySet()))));
    }
    for (NodeId owner : owners.keySet()) {
      Optional<Node> successor = view.masterOf(owner);
      if (successor.isEmpty() || !successor.get().healthy()) {
        return Optional.of(
            new Progress.GiveUp(
                "node " + owner.brief() + ", planned as an owner, is gone: planning anew"));
      }
    }
    List<SlotMove> rest = remaining(view, owners, sight.bytes());
    return rest.isEmpty()
        ? Optional.empty()
        : Optional.of(Progress.act(new Command.MoveSlots(header.id(), rest, header.execution())));
  }

  private static List<String> texts(Set<Address> addresses) {
    return addresses.stream().map(Address::toString).toList();
  }

  /** What is not yet where it is to be; an owner that failed over stands for its successor. */
  static List<SlotMove> remaining(ClusterView view, Map<NodeId, SlotSet> owners, SlotBytes bytes) {
    List<SlotMove> moves = new ArrayList<>();
    for (Map.Entry<NodeId, SlotSet> wanted : new TreeMap<>(owners).entrySet()) {
      Node to = view.masterOf(wanted.getKey()).orElseThrow();
      for (Node from : view.owners()) {
        SlotSet slots = from.slots().intersect(wanted.getValue());
        if (!from.id().equals(to.id()) && !slots.isEmpty()) {
          moves.add(new SlotMove(from.id(), to.id(), slots, bytes.total(slots)));
        }
      }
    }
    return moves;
  }
}
