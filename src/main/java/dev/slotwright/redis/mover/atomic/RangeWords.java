package dev.slotwright.redis.mover.atomic;

import dev.slotwright.cluster.SlotRange;
import dev.slotwright.cluster.SlotSet;
import java.util.ArrayList;
import java.util.List;

/** A command that names slots by the first and the last of each range. */
final class RangeWords {
  private RangeWords() {}

  /** The words before the ranges, the ranges, the words after them. */
  static String[] of(List<String> before, SlotSet slots, String... after) {
    List<String> words = new ArrayList<>(before);
    for (SlotRange range : slots.ranges()) {
      words.add(Integer.toString(range.first()));
      words.add(Integer.toString(range.last()));
    }
    words.addAll(List.of(after));
    return words.toArray(String[]::new);
  }
}
