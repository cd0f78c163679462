package dev.slotwright.operation;

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
import java.util.TreeMap;

/** Brings every slot to its final owner; empty when all are there and none is open. */
final class Moving {
  private Moving() {}

  static Optional<Progress> progress(
      Header header, Operation.Sight sight, Map<NodeId, SlotSet> owners) {
    ClusterView view = sight.observation().view();
    for (NodeId owner : owners.keySet()) {
      if (view.masterOf(owner).isEmpty()) {
        return Optional.of(
            new Progress.GiveUp("node " + owner.brief() + ", planned as an owner, is gone"));
      }
    }
    if (sight.move() instanceof MoveStatus.Running) {
      return Optional.of(new Progress.Wait("moving slots"));
    }
    if (!view.openSlots().isEmpty()) {
      return Optional.of(Progress.act(new Command.CloseOpenSlots(header.id())));
    }
    List<SlotMove> rest = remaining(view, owners, sight.bytes());
    return rest.isEmpty()
        ? Optional.empty()
        : Optional.of(
            Progress.act(new Command.MoveSlots(header.id(), rest, header.execution())));
  }

  /** What is not yet where it is to be; an owner that failed over stands for its successor. */
  static List<SlotMove> remaining(
      ClusterView view, Map<NodeId, SlotSet> owners, SlotBytes bytes) {
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
