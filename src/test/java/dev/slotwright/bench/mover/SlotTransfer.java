package dev.slotwright.bench.mover;

import dev.slotwright.cluster.SlotSet;
import dev.slotwright.world.redis.ClusterNode;

/**
 * The slots that go from one master to an empty one: the first half of the source's, which is what
 * {@code redis-cli --cluster rebalance} moves from 3 masters to 6.
 *
 * @param first to {@code last}, both included
 */
record SlotTransfer(ClusterNode source, ClusterNode target, int first, int last) {
  int slots() {
    return last - first + 1;
  }

  boolean holds(int slot) {
    return slot >= first && slot <= last;
  }

  SlotSet slotSet() {
    return SlotSet.range(first, last);
  }

  /** {@code source>target:first-last}, for the command line of {@link MoverMain}. */
  String argument() {
    return "%s>%s:%d-%d".formatted(source.endpoint(), target.endpoint(), first, last);
  }
}
