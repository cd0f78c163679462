package dev.slotwright.redis.mover;

import dev.slotwright.cluster.SlotSet;
import dev.slotwright.redis.Reply;
import dev.slotwright.redis.Request;
import java.util.ArrayList;
import java.util.List;

/**
 * Lists the keys that slots still hold on a node, a bounded number at a time: moved keys are gone
 * from the next page, so the pages of a huge slot need no cursor.
 */
final class KeyLister {
  private static final int LEAST = 64;

  private final NodeLine node;
  private final int pageKeys;

  KeyLister(NodeLine node, int pageKeys) {
    this.node = node;
    this.pageKeys = pageKeys;
  }

  /** Slots that hold keys, out of {@code slots}. */
  SlotSet holding(SlotSet slots) {
    List<Answer> answers = node.ask(slots.stream().mapToObj(SetSlot::count).toList());
    int[] numbers = slots.stream().toArray();
    List<Integer> held = new ArrayList<>();
    for (int i = 0; i < numbers.length; i++) {
      if (answers.get(i).orThrow().number() > 0) {
        held.add(numbers[i]);
      }
    }
    return SlotSet.of(held.stream().mapToInt(Integer::intValue));
  }

  /** The next page, slot by slot; empty when none of the slots holds a key. */
  List<List<Key>> page(SlotSet slots) {
    if (slots.isEmpty()) {
      return List.of();
    }
    int limit = limit(slots);
    List<Request> requests = slots.stream().mapToObj(slot -> SetSlot.keys(slot, limit)).toList();
    List<Answer> answers = node.ask(requests);
    int[] numbers = slots.stream().toArray();
    List<List<Key>> page = new ArrayList<>();
    for (int i = 0; i < numbers.length; i++) {
      List<Key> keys = new ArrayList<>();
      for (Reply name : answers.get(i).orThrow().items()) {
        keys.add(new Key(numbers[i], name.raw()));
      }
      if (!keys.isEmpty()) {
        page.add(keys);
      }
    }
    return page;
  }

  /** How many keys of each of these slots a page holds at most; fewer means that those are all. */
  int limit(SlotSet slots) {
    return Math.max(LEAST, pageKeys / Math.max(1, slots.size()));
  }
}
