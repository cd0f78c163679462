package dev.slotwright.redis.mover.atomic;

import dev.slotwright.cluster.SlotSet;
import dev.slotwright.load.SlotBytes;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * Cuts slots into pieces for one task each. A task costs a fork, a connection and a pause of all
 * writes of the source however small it is, and all of it is lost when it fails: so pieces are
 * large, but bounded.
 */
public final class SlotChunks {
  private SlotChunks() {}

  /**
   * Ascending pieces that together are {@code slots}.
   *
   * @param mostBytes of a piece, unless a single slot has more
   * @param mostRanges of a piece, 1 or more
   */
  public static List<SlotSet> of(SlotSet slots, SlotBytes bytes, long mostBytes, int mostRanges) {
    List<SlotSet> chunks = new ArrayList<>();
    BitSet chunk = new BitSet();
    long weight = 0;
    int ranges = 0;
    for (int slot : slots.stream().toArray()) {
      boolean opensRange = chunk.isEmpty() || chunk.length() != slot;
      boolean tooMany = opensRange && ranges == mostRanges;
      boolean tooHeavy = weight + bytes.of(slot) > mostBytes;
      if (!chunk.isEmpty() && (tooMany || tooHeavy)) {
        chunks.add(SlotSet.of(chunk.stream()));
        chunk.clear();
        weight = 0;
        ranges = 0;
        opensRange = true;
      }
      ranges += opensRange ? 1 : 0;
      weight += bytes.of(slot);
      chunk.set(slot);
    }
    if (!chunk.isEmpty()) {
      chunks.add(SlotSet.of(chunk.stream()));
    }
    return chunks;
  }

  /** The lower and the upper half of the slots; the piece itself when it is a single slot. */
  public static List<SlotSet> halves(SlotSet chunk) {
    SlotSet lower = chunk.first(chunk.size() / 2);
    return lower.isEmpty() ? List.of(chunk) : List.of(lower, chunk.minus(lower));
  }
}
