package dev.slotwright.operation;

import dev.slotwright.cluster.Observation;
import dev.slotwright.load.SlotBytes;

/**
 * Something being done to a cluster. It has a goal and the decisions already taken on the way (the
 * layout, the final owners); where it is, it reads off the observation, every time anew.
 */
public sealed interface Operation permits Form, ScaleOut, ScaleIn, Rebalance {
  Header header();

  /** For labels and events. */
  default String kind() {
    return switch (this) {
      case Form o -> "form";
      case ScaleOut o -> "scale-out";
      case ScaleIn o -> "scale-in";
      case Rebalance o -> "rebalance";
    };
  }

  /** What is to be done next; never acts, never remembers. */
  Progress progress(Sight sight);

  /**
   * What an operation sees.
   *
   * @param observation pods and nodes
   * @param move what the slot mover is doing
   * @param bytes memory of each slot's keys
   */
  record Sight(Observation observation, MoveStatus move, SlotBytes bytes) {}
}
