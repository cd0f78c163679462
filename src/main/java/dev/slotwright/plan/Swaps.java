package dev.slotwright.plan;

import java.util.BitSet;

/** Exchanges a slot for a lighter one where no single slot fits. */
record Swaps(Ground ground) {
  /** A slot for a lighter one. */
  private record Swap(int source, int target, int heavy, int light, long cost) {}

  /** Swaps for each stuck master once; whether any was found. */
  boolean unstick(BitSet stuck) {
    boolean found = false;
    for (int master = stuck.nextSetBit(0); master >= 0; master = stuck.nextSetBit(master + 1)) {
      Swap best = null;
      if (ground.over(master) > 0) {
        for (int target : ground.coldestFirst()) {
          best = cheaper(best, cheapest(master, target, ground.over(master)));
        }
      } else if (ground.under(master) > 0) {
        for (int source : ground.hottestFirst()) {
          best = cheaper(best, cheapest(source, master, ground.under(master)));
        }
      }
      if (best != null) {
        ground.holdings().move(best.heavy(), best.target());
        ground.holdings().move(best.light(), best.source());
        found = true;
      }
    }
    return found;
  }

  private static Swap cheaper(Swap a, Swap b) {
    return a == null || (b != null && b.cost() < a.cost()) ? b : a;
  }

  private Swap cheapest(int source, int target, long need) {
    Holdings holdings = ground.holdings();
    long most =
        Math.min(
            holdings.load(source) - ground.low(source),
            ground.edge(target) - holdings.load(target));
    if (source == target || most < need) {
      return null;
    }
    Swap best = null;
    BitSet slots = holdings.slotsOf(target);
    for (int light = slots.nextSetBit(0); light >= 0; light = slots.nextSetBit(light + 1)) {
      long weight = holdings.weight(light);
      int heavy = holdings.lightest(source, weight + need);
      if (heavy != Holdings.NOBODY
          && holdings.weight(heavy) - weight <= most
          && holdings.weight(heavy) <= ground.room(target)
          && weight <= ground.room(source)) {
        best =
            cheaper(best, new Swap(source, target, heavy, light, holdings.weight(heavy) + weight));
      }
    }
    return best;
  }
}
