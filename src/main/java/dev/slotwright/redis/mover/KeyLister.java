package dev.slotwright.redis.mover;

import dev.slotwright.cluster.SlotSet;
import dev.slotwright.redis.Reply;
import dev.slotwright.redis.Request;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * Lists the keys that slots still hold on a node, a bounded number at a time: moved keys are gone
 * from the next page, so the pages of a huge slot need no cursor.
 */
final class KeyLister {
  private static final int LEAST = 64;

  /** The node lists a slot in one go: about a millisecond for so many. */
  private static final int MOST = 4096;

  private final NodeLine node;
  private final int pageKeys;

  KeyLister(NodeLine node, int pageKeys) {
    this.node = node;
    this.pageKeys = pageKeys;
  }

  /** The next page of the slots. */
  Page page(SlotSet slots) {
    if (slots.isEmpty()) {
      return Page.NONE;
    }
    int limit = Math.clamp(pageKeys / slots.size(), LEAST, MOST);
    List<Request> requests = slots.stream().mapToObj(slot -> SetSlot.keys(slot, limit)).toList();
    List<Answer> answers = node.ask(requests);
    int[] numbers = slots.stream().toArray();
    List<List<Key>> lists = new ArrayList<>();
    BitSet more = new BitSet();
    for (int i = 0; i < numbers.length; i++) {
      List<Reply> names = answers.get(i).orThrow().items();
      if (!names.isEmpty()) {
        List<Key> keys = new ArrayList<>(names.size());
        for (Reply name : names) {
          keys.add(new Key(numbers[i], name.raw()));
        }
        lists.add(keys);
      }
      more.set(numbers[i], names.size() >= limit);
    }
    return new Page(lists, SlotSet.of(more.stream()));
  }
}
