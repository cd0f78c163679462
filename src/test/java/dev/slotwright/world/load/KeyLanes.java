package dev.slotwright.world.load;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;

/**
 * Lets one operation at a time onto a key; others queue behind it in the order they were due.
 *
 * <p>Queueing, rather than choosing another key, keeps the loop open: else a frozen node would
 * simply get less load and its pause would look shorter than it was.
 */
final class KeyLanes {
  private final Map<Integer, ArrayDeque<Operation>> lanes = new HashMap<>();

  /** True when the key was free and is now the operation's; false when it has been queued. */
  boolean enter(Operation operation) {
    ArrayDeque<Operation> lane = lanes.get(operation.ordinal());
    if (lane == null) {
      lanes.put(operation.ordinal(), new ArrayDeque<>(2));
      return true;
    }
    lane.addLast(operation);
    return false;
  }

  /** The operation on this key has ended: the next one whose turn it is, or null. */
  Operation leave(int ordinal) {
    Operation next = lanes.get(ordinal).pollFirst();
    if (next == null) {
      lanes.remove(ordinal);
    }
    return next;
  }
}
