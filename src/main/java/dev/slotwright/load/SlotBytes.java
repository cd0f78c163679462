package dev.slotwright.load;

import dev.slotwright.cluster.Slot;
import dev.slotwright.cluster.SlotRange;
import dev.slotwright.cluster.SlotSet;

/**
 * Memory of the keys of each slot, as the server accounts it.
 *
 * @param bytes one number a slot, 0 or more
 * @param estimated whether it was derived (key share of the node's data set) instead of reported
 */
public record SlotBytes(long[] bytes, boolean estimated) {
  public SlotBytes {
    if (bytes.length != Slot.COUNT) {
      throw new IllegalArgumentException(bytes.length + " slots instead of " + Slot.COUNT);
    }
    bytes = bytes.clone();
  }

  /** Every slot weighs the same: nothing is known, or nothing is there. */
  public static SlotBytes uniform(long each) {
    long[] bytes = new long[Slot.COUNT];
    java.util.Arrays.fill(bytes, each);
    return new SlotBytes(bytes, true);
  }

  @Override
  public long[] bytes() {
    return bytes.clone();
  }

  public long of(int slot) {
    return bytes[slot];
  }

  public long total(SlotSet slots) {
    long total = 0;
    for (SlotRange range : slots.ranges()) {
      for (int slot = range.first(); slot <= range.last(); slot++) {
        total += bytes[slot];
      }
    }
    return total;
  }
}
