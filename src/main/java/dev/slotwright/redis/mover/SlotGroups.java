package dev.slotwright.redis.mover;

import dev.slotwright.cluster.SlotSet;
import dev.slotwright.control.RefusedException;
import dev.slotwright.control.UnreachableException;
import dev.slotwright.redis.ServerErrorException;
import java.util.List;

/** Which slots of a pair are open together. */
final class SlotGroups {
  /** Of the slots that are open at once between the two. */
  private static final long MOST_OPEN_BYTES = 64L << 20;

  private static final int CHUNK = 1024;

  private final OrderContext order;

  SlotGroups(OrderContext order) {
    this.order = order;
  }

  /** Few slots where they hold much: what is open is what a failover of the source puts at risk. */
  SlotSet next(SlotSet left) {
    long bytes = 0;
    int count = 0;
    for (int slot : left.first(order.execution().openSlots()).stream().toArray()) {
      bytes += order.bytesOf(SlotSet.of(slot));
      if (count > 0 && bytes > MOST_OPEN_BYTES) {
        break;
      }
      count++;
    }
    return left.first(count);
  }

  /**
   * The group that a pair begins with. Redis elects no replica of a master without slots: should
   * such a target die with keys of open slots, its replica would not take its place. So the slot
   * with the fewest keys goes to it alone, first.
   */
  SlotSet first(SlotSet slots, Pair pair) {
    try {
      SelfView target = pair.readTarget();
      boolean replicas = target.replicas().findAny().isPresent();
      return target.slots().isEmpty() && replicas ? smallest(pair, slots) : next(slots);
    } catch (Unsettled | UnreachableException | ServerErrorException | RefusedException e) {
      return next(slots); // whoever opens them meets the same and deals with it
    }
  }

  private static SlotSet smallest(Pair pair, SlotSet slots) {
    int smallest = -1;
    long fewest = Long.MAX_VALUE;
    for (SlotSet left = slots; !left.isEmpty() && fewest > 0; ) {
      SlotSet chunk = left.first(CHUNK);
      int[] numbers = chunk.stream().toArray();
      List<Answer> counts = pair.source().ask(chunk.stream().mapToObj(SetSlot::count).toList());
      for (int i = 0; i < numbers.length; i++) {
        long keys = counts.get(i).orThrow().number();
        if (keys < fewest) {
          fewest = keys;
          smallest = numbers[i];
        }
      }
      left = left.minus(chunk);
    }
    return SlotSet.of(smallest);
  }
}
