package dev.slotwright.bench.mover;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Names of the keys of a transfer, in the order of their slots, in groups of one slot each. */
final class MovedKeys {
  private MovedKeys() {}

  /**
   * One array of key names for at most {@code most} keys of one slot. Big keys are in a group of
   * their own.
   */
  static List<byte[][]> of(BenchCluster cluster, SlotTransfer transfer, int most) {
    Shape shape = cluster.shape();
    int[] slots = IntStream.range(0, shape.keys()).map(shape::slot).toArray();
    Integer[] order =
        IntStream.range(0, shape.keys())
            .filter(i -> transfer.holds(slots[i]))
            .boxed()
            .toArray(Integer[]::new);
    Arrays.sort(order, (a, b) -> Integer.compare(slots[a], slots[b]));
    List<byte[][]> groups = new ArrayList<>();
    List<byte[]> group = new ArrayList<>();
    for (int at = 0; at < order.length; at++) {
      group.add(shape.key(order[at]));
      boolean last = at + 1 == order.length || slots[order[at + 1]] != slots[order[at]];
      if (last || group.size() == most) {
        groups.add(group.toArray(byte[][]::new));
        group.clear();
      }
    }
    for (int big = 0; big < shape.bigKeys(); big++) {
      int slot = Filler.bigSlot(cluster.transfers(), big);
      if (transfer.holds(slot)) {
        groups.add(new byte[][] {shape.bigKey(big, slot)});
      }
    }
    return groups;
  }
}
