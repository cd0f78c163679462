package dev.slotwright.api;

import dev.slotwright.cluster.Node;
import dev.slotwright.cluster.NodeId;
import dev.slotwright.cluster.Observation;
import dev.slotwright.cluster.Pod;
import dev.slotwright.cluster.SlotSet;
import dev.slotwright.control.ClusterStatus;
import dev.slotwright.operation.ClusterState;
import dev.slotwright.operation.Form;
import dev.slotwright.operation.Operation;
import dev.slotwright.operation.Rebalance;
import dev.slotwright.operation.ScaleIn;
import dev.slotwright.operation.ScaleOut;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Who owns which slot. Slots are written as ranges, such as {@code 0-5460,5462}.
 *
 * @param owners masters that own slots
 * @param unassigned slots without an owner
 * @param pending slots that the operation in flight has still to move
 * @param open slots on their way right now
 */
public record SlotMap(List<Owner> owners, String unassigned, String pending, List<Open> open) {
  /** A master's slots; {@code ordinal} is that of its pod. */
  public record Owner(String node, Optional<Integer> ordinal, String slots) {}

  /** A slot that keys are being migrated out of. */
  public record Open(int slot, String from, String to) {}

  static SlotMap of(ClusterStatus status) {
    Optional<Observation> seen = status.observation();
    return new SlotMap(
        seen.map(SlotMap::owners).orElse(List.of()),
        SlotSet.ALL.minus(seen.map(o -> o.view().assigned()).orElse(SlotSet.EMPTY)).toString(),
        pending(status).toString(),
        open(status));
  }

  private static List<Owner> owners(Observation seen) {
    return seen.view().owners().stream()
        .map(
            node ->
                new Owner(
                    node.id().value(),
                    seen.podOf(node.id()).map(Pod::ordinal),
                    node.slots().toString()))
        .toList();
  }

  /** Both ends of a slot say that it is open: it is told once. */
  static List<Open> open(ClusterStatus status) {
    return status
        .observation()
        .map(
            seen ->
                seen.view().openSlots().stream()
                    .map(
                        slot ->
                            new Open(
                                slot.slot().number(), slot.source().value(), slot.target().value()))
                    .distinct()
                    .toList())
        .orElse(List.of());
  }

  static SlotSet pending(ClusterStatus status) {
    Optional<Map<NodeId, SlotSet>> goal =
        status.state().flatMap(ClusterState::operation).flatMap(SlotMap::goal);
    if (goal.isEmpty() || status.observation().isEmpty()) {
      return SlotSet.EMPTY;
    }
    Observation seen = status.observation().get();
    SlotSet pending = SlotSet.EMPTY;
    for (Map.Entry<NodeId, SlotSet> wanted : goal.get().entrySet()) {
      SlotSet there = seen.view().masterOf(wanted.getKey()).map(Node::slots).orElse(SlotSet.EMPTY);
      pending = pending.plus(wanted.getValue().minus(there));
    }
    return pending;
  }

  /** The final owner of every slot, once the operation has planned it. */
  private static Optional<Map<NodeId, SlotSet>> goal(Operation operation) {
    return switch (operation) {
      case Form form -> form.layout().map(Form.Layout::masters);
      case ScaleOut out -> out.owners();
      case ScaleIn in -> in.owners();
      case Rebalance rebalance -> Optional.of(rebalance.owners());
    };
  }
}
