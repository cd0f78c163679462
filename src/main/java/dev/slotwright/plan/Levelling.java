package dev.slotwright.plan;

import java.util.BitSet;

/**
 * Brings every master into the band: from the hottest to the coldest, with as little as clears the
 * need, and only while the hotter of the two gets cooler than the other was.
 */
final class Levelling {
  /** From this many average slots on, a need is met with neighbouring slots first. */
  private static final int BULK = 8;

  /**
   * A single slot may overshoot the need by this part of the mean before smaller ones are tried.
   */
  private static final int PRECISION = 512;

  private final Ground ground;
  private final Holdings holdings;
  private final Band band;
  private final BitSet stuck = new BitSet();
  private final Swaps swaps;

  Levelling(Ground ground) {
    this.ground = ground;
    holdings = ground.holdings();
    band = ground.band();
    swaps = new Swaps(ground);
  }

  void run() {
    do {
      stuck.clear();
      for (int rounds = 0; rounds < 4 * holdings.slots() && step(); rounds++) {
        // each step lowers the sum of squares of the loads, or marks one more master as stuck
      }
    } while (swaps.unstick(stuck));
  }

  private boolean step() {
    int source = worst(true);
    if (source != Holdings.NOBODY) {
      stuck.set(source, !relieve(source));
      return true;
    }
    int target = worst(false);
    if (target != Holdings.NOBODY) {
      stuck.set(target, !feed(target));
    }
    return target != Holdings.NOBODY;
  }

  /** The master furthest above the band, or furthest below it, that is not stuck. */
  private int worst(boolean above) {
    int worst = Holdings.NOBODY;
    long most = 0;
    for (int m = ground.staying().nextSetBit(0); m >= 0; m = ground.staying().nextSetBit(m + 1)) {
      long off = above ? ground.over(m) : ground.under(m);
      if (off > most && !stuck.get(m)) {
        worst = m;
        most = off;
      }
    }
    return worst;
  }

  private boolean relieve(int source) {
    int coldest = ground.coldest(1);
    if (coldest != Holdings.NOBODY && transfer(source, coldest)) {
      return true;
    }
    int[] targets = ground.coldestFirst();
    for (int target : targets) {
      if (transfer(source, target)) {
        return true;
      }
    }
    for (int target : targets) {
      if (halve(source, target)) {
        stuck.clear(target);
        return true;
      }
    }
    return false;
  }

  private boolean feed(int target) {
    for (int source : ground.hottestFirst()) {
      if (ground.under(source) >= 0) {
        return false;
      }
      if (transfer(source, target)) {
        return true;
      }
    }
    return false;
  }

  /** Moves what the pair needs, both staying within the band's far edge; false if nothing could. */
  private boolean transfer(int source, int target) {
    if (source == target) {
      return false;
    }
    long over = ground.over(source);
    long under = ground.under(target);
    long cap =
        Math.min(
            Math.min(
                holdings.load(source) - ground.low(source),
                ground.edge(target) - holdings.load(target)),
            Math.min(ground.room(target), (long) Math.ceil(ground.difference(source, target)) - 1));
    long need =
        Math.min(over > 0 && under > 0 ? Math.min(over, under) : Math.max(over, under), cap);
    if (need <= 0) {
      return false;
    }
    long bulk = inBulk(source, target, need);
    return precisely(source, target, need - bulk, cap - bulk) || bulk > 0;
  }

  /** Neighbouring slots from the top of the source's ranges, together at most {@code need}. */
  private long inBulk(int source, int target, long need) {
    double average = holdings.load(source) / (double) Math.max(1, holdings.count(source));
    if (need < BULK * average) {
      return 0;
    }
    long moved = 0;
    double fairAtTarget = ground.fairCount(target);
    double fairAtSource = ground.fairCount(source);
    BitSet slots = holdings.slotsOf(source);
    for (int slot = slots.length() - 1; slot >= 0; slot = slots.previousSetBit(slot - 1)) {
      long weight = holdings.weight(slot);
      boolean fits =
          weight > 0
              ? weight <= need - moved
              : holdings.count(target) < fairAtTarget && holdings.count(source) > fairAtSource;
      if (fits) {
        holdings.move(slot, target);
        moved += weight;
      }
      if (slot == 0 || need - moved < average) {
        break;
      }
    }
    return moved;
  }

  private boolean precisely(int source, int target, long need, long cap) {
    boolean moved = false;
    while (need > 0) {
      int enough = holdings.lightest(source, need);
      int part = holdings.heaviest(source, Math.min(need, cap));
      boolean fits = enough != Holdings.NOBODY && holdings.weight(enough) <= cap;
      boolean close = fits && holdings.weight(enough) - need <= band.mean() / PRECISION;
      int slot = fits && (close || part == Holdings.NOBODY) ? enough : part;
      if (slot == Holdings.NOBODY) {
        return moved;
      }
      holdings.move(slot, target);
      need -= holdings.weight(slot);
      cap -= holdings.weight(slot);
      moved = true;
    }
    return true;
  }

  /**
   * When nothing fits the band: the slot closest to half the difference, even if the target ends
   * above the band; it can then pass smaller slots on.
   */
  private boolean halve(int source, int target) {
    if (source == target) {
      return false;
    }
    double difference = ground.difference(source, target);
    long half = (long) (difference / 2);
    int slot = holdings.heaviest(source, half);
    if (slot == Holdings.NOBODY) {
      slot = holdings.lightest(source, Math.max(1, half));
    }
    if (slot == Holdings.NOBODY) {
      return false;
    }
    long weight = holdings.weight(slot);
    if (weight >= difference || weight > ground.room(target)) {
      return false;
    }
    holdings.move(slot, target);
    return true;
  }
}
