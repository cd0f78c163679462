package dev.slotwright.plan;

import dev.slotwright.cluster.NodeId;
import dev.slotwright.cluster.Slot;
import dev.slotwright.cluster.SlotSet;
import dev.slotwright.load.SlotBytes;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** Byte distributions for planner tests, by fixed seeds. */
final class Loads {
  private Loads() {}

  /** Sizes e^(sigma x normal), about 1 MB in the middle. */
  static SlotBytes lognormal(long seed, double sigma) {
    Random random = new Random(seed);
    long[] bytes = new long[Slot.COUNT];
    for (int slot = 0; slot < bytes.length; slot++) {
      bytes[slot] = (long) (1_000_000 * Math.exp(sigma * random.nextGaussian()));
    }
    return new SlotBytes(bytes, false);
  }

  /** {@code keys} keys of 1 kB in random slots. */
  static SlotBytes sparse(long seed, int keys) {
    Random random = new Random(seed);
    long[] bytes = new long[Slot.COUNT];
    for (int key = 0; key < keys; key++) {
      bytes[random.nextInt(bytes.length)] += 1000;
    }
    return new SlotBytes(bytes, false);
  }

  static SlotBytes uniform(long each) {
    return SlotBytes.uniform(each);
  }

  static SlotBytes nothing() {
    return SlotBytes.uniform(0);
  }

  /** The owners after a plan, with masters that own nothing put back. */
  static Map<NodeId, SlotSet> after(SlotPlan plan, Iterable<NodeId> masters) {
    Map<NodeId, SlotSet> owners = new TreeMap<>();
    masters.forEach(id -> owners.put(id, plan.owners().getOrDefault(id, SlotSet.EMPTY)));
    return owners;
  }
}
