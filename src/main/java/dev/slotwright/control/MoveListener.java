package dev.slotwright.control;

import dev.slotwright.cluster.NodeId;
import dev.slotwright.cluster.SlotSet;
import dev.slotwright.policy.Execution;

/** Hears of an order while it runs, from the mover's threads; must not block. */
@FunctionalInterface
public interface MoveListener {
  /** Slots have their new owner. */
  void moved(SlotMover.Moved moved);

  /** A pair goes on with another transport than the one that was wanted. */
  default void fellBack(FellBack fallback) {}

  /** A group of slots was given up. */
  default void withdrawn(Withdrawn withdrawn) {}

  /** Something that people should know of; the move goes on, or waits. */
  default void warned(Warning warning) {}

  /**
   * What people should know of.
   *
   * @param code stable, such as {@code target-unreplicated}
   * @param message what and where, in words
   */
  record Warning(String code, String message) {}

  /**
   * A change of transport between two nodes.
   *
   * @param wanted what was tried, or would have been
   * @param taken what is used instead
   * @param reason in words
   */
  record FellBack(
      NodeId from,
      NodeId to,
      Execution.Transport wanted,
      Execution.Transport taken,
      String reason) {}

  /**
   * What became of slots that were open when their move was given up.
   *
   * @param returned closed at the source, which has all their keys
   * @param leftOpen still open between the two; the next repair closes them
   * @param reason in words
   */
  record Withdrawn(NodeId from, NodeId to, SlotSet returned, SlotSet leftOpen, String reason) {}
}
