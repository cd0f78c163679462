package dev.slotwright.plan;

import dev.slotwright.cluster.NodeId;
import dev.slotwright.cluster.SlotSet;

/**
 * Slots that change their owner.
 *
 * @param from the owner now
 * @param to the owner afterwards
 * @param slots at least one
 * @param bytes memory of their keys, as the server accounts it
 */
public record SlotMove(NodeId from, NodeId to, SlotSet slots, long bytes) {
  public SlotMove {
    if (from.equals(to)) {
      throw new IllegalArgumentException(
          "slots " + slots + " would move from " + from + " to itself");
    }
    if (slots.isEmpty()) {
      throw new IllegalArgumentException("a move from " + from + " to " + to + " without slots");
    }
  }
}
