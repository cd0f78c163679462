package dev.slotwright.plan;

import dev.slotwright.cluster.NodeId;
import dev.slotwright.cluster.SlotSet;
import java.util.List;
import java.util.Map;

/**
 * The final owner of every slot, and what has to move for it.
 *
 * @param owners slots by their final owner; all 16384 together, masters that end empty left out
 * @param moves at most one per pair of nodes, in the order to do them
 * @param bytes sum over the moves
 * @param lowerBoundBytes what no plan could go below
 * @param peakBytes of the fullest master afterwards
 * @param estimated whether the bytes are an estimate
 * @param hash hexadecimal, of owners and moves: the same input gives the same hash
 */
public record SlotPlan(
    Map<NodeId, SlotSet> owners,
    List<SlotMove> moves,
    long bytes,
    long lowerBoundBytes,
    long peakBytes,
    boolean estimated,
    String hash) {
  public SlotPlan {
    owners = Map.copyOf(owners);
    moves = List.copyOf(moves);
  }

  public int slotsMoved() {
    return moves.stream().mapToInt(move -> move.slots().size()).sum();
  }
}
