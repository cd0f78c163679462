package dev.slotwright.redis.mover;

import dev.slotwright.cluster.SlotSet;
import java.util.List;

/**
 * Keys that slots held when they were listed.
 *
 * @param keys slot by slot, none of the lists empty
 * @param more slots that may hold more keys than these
 */
record Page(List<List<Key>> keys, SlotSet more) {
  static final Page NONE = new Page(List.of(), SlotSet.EMPTY);

  boolean isEmpty() {
    return keys.isEmpty();
  }
}
