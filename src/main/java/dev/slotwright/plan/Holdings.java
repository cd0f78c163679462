package dev.slotwright.plan;

import java.util.Arrays;
import java.util.BitSet;
import java.util.function.IntPredicate;

/**
 * Who holds which slot while a plan is being made: masters by index (node id order), slots by
 * number. The one mutable thing in the planner.
 */
final class Holdings {
  /** Owner of a slot that nobody owns. */
  static final int NOBODY = -1;

  private final long[] weight;
  private final int[] origin;
  private final int[] owner;
  private final long[] initial;
  private final long[] load;
  private final long[] inflow;
  private final int[] count;

  /** Movable slots by ascending weight, then number. */
  private final int[] ranked;

  private final int[] rank;
  private final BitSet[] ranksOf;
  private final BitSet[] slotsOf;

  /**
   * @param weight of each slot
   * @param origin who owned each slot before the plan
   * @param owner who owns it now
   * @param masters how many there are
   * @param movable which slots may be picked
   */
  Holdings(long[] weight, int[] origin, int[] owner, int masters, IntPredicate movable) {
    this.weight = weight;
    this.origin = origin;
    this.owner = owner.clone();
    initial = new long[masters];
    load = new long[masters];
    inflow = new long[masters];
    count = new int[masters];
    ranksOf = bitSets(masters, weight.length);
    slotsOf = bitSets(masters, weight.length);
    rank = new int[weight.length];
    ranked =
        Ranking.ascending(
            weight, slots(weight.length, slot -> owner[slot] != NOBODY && movable.test(slot)));
    Arrays.fill(rank, -1);
    for (int i = 0; i < ranked.length; i++) {
      rank[ranked[i]] = i;
    }
    for (int slot = 0; slot < weight.length; slot++) {
      if (owner[slot] != NOBODY) {
        initial[origin[slot]] += weight[slot];
        enter(slot, owner[slot]);
      }
    }
  }

  /** The same masters and the same origin with other weights. */
  Holdings with(long[] weights, int[] owners, IntPredicate movable) {
    return new Holdings(weights, origin, owners, masters(), movable);
  }

  private static int[] slots(int all, IntPredicate wanted) {
    int[] slots = new int[all];
    int count = 0;
    for (int slot = 0; slot < all; slot++) {
      if (wanted.test(slot)) {
        slots[count++] = slot;
      }
    }
    return Arrays.copyOf(slots, count);
  }

  private static BitSet[] bitSets(int count, int bits) {
    BitSet[] sets = new BitSet[count];
    Arrays.setAll(sets, i -> new BitSet(bits));
    return sets;
  }

  int masters() {
    return load.length;
  }

  int slots() {
    return weight.length;
  }

  long load(int master) {
    return load[master];
  }

  /** Slots of the master, movable or not. */
  int count(int master) {
    return count[master];
  }

  long weight(int slot) {
    return weight[slot];
  }

  int owner(int slot) {
    return owner[slot];
  }

  int[] owners() {
    return owner.clone();
  }

  int origin(int slot) {
    return origin[slot];
  }

  /** What the master has to hold at worst on the way: all that comes before anything leaves. */
  long worst(int master) {
    return initial[master] + inflow[master];
  }

  /** Weights of all slots that have an owner, movable or not, ascending. */
  long[] ascending() {
    int[] owned = slots(slots(), slot -> owner[slot] != NOBODY);
    int[] order = owned.length == ranked.length ? ranked : Ranking.ascending(weight, owned);
    return Arrays.stream(order).mapToLong(slot -> weight[slot]).toArray();
  }

  /** Movable slots of the master. */
  BitSet slotsOf(int master) {
    return slotsOf[master];
  }

  /** The weight of the heaviest movable slot of the master, 0 when it has none. */
  long heaviest(int master) {
    int length = ranksOf[master].length();
    return length == 0 ? 0 : weight[ranked[length - 1]];
  }

  /**
   * The lightest slot of the master that weighs {@code atLeast} or more, or {@link #NOBODY}. Among
   * equals the highest number, since ranges are given away from the top.
   */
  int lightest(int master, long atLeast) {
    int found = ranksOf[master].nextSetBit(firstRank(atLeast));
    if (found < 0) {
      return NOBODY;
    }
    int equal = firstRank(weight[ranked[found]] + 1) - 1;
    return ranked[ranksOf[master].previousSetBit(equal)];
  }

  /** The heaviest slot of the master that weighs 1 to {@code atMost}, or {@link #NOBODY}. */
  int heaviest(int master, long atMost) {
    int from = firstRank(atMost + 1) - 1;
    int found = from < 0 ? -1 : ranksOf[master].previousSetBit(from);
    return found < 0 || weight[ranked[found]] == 0 ? NOBODY : ranked[found];
  }

  private int firstRank(long atLeast) {
    int low = 0;
    int high = ranked.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (weight[ranked[middle]] < atLeast) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  void move(int slot, int to) {
    int from = owner[slot];
    load[from] -= weight[slot];
    count[from]--;
    if (origin[slot] != from) {
      inflow[from] -= weight[slot];
    }
    if (rank[slot] >= 0) {
      ranksOf[from].clear(rank[slot]);
      slotsOf[from].clear(slot);
    }
    owner[slot] = to;
    enter(slot, to);
  }

  private void enter(int slot, int to) {
    load[to] += weight[slot];
    count[to]++;
    if (origin[slot] != to) {
      inflow[to] += weight[slot];
    }
    if (rank[slot] >= 0) {
      ranksOf[to].set(rank[slot]);
      slotsOf[to].set(slot);
    }
  }
}
