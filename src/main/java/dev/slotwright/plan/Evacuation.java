package dev.slotwright.plan;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Empties the masters that leave.
 *
 * <p>Big slots go first, each to the coldest master, since they need the most room. The others go
 * in runs of neighbours, so much to each master that all reach one level, by their shares. What
 * fits no run goes largest first to the coldest. A slot that no master has room for stays where it
 * is.
 */
record Evacuation(Ground ground) {
  /** A slot above this share of the mean is placed on its own. */
  private static final double BIG = 0.05;

  void run() {
    Holdings holdings = ground.holdings();
    List<Integer> leaving =
        IntStream.range(0, holdings.slots())
            .filter(slot -> holdings.owner(slot) != Holdings.NOBODY)
            .filter(slot -> !ground.staying().get(holdings.owner(slot)))
            .boxed()
            .toList();
    if (leaving.isEmpty()) {
      return;
    }
    double big = ground.band().mean() * BIG;
    Comparator<Integer> heaviest = Comparator.comparingLong(s -> -holdings.weight(s));
    toTheColdest(leaving.stream().filter(s -> holdings.weight(s) > big).sorted(heaviest).toList());
    inRuns(byOwner(left(leaving)));
    toTheColdest(
        left(leaving).stream().filter(s -> holdings.weight(s) > 0).sorted(heaviest).toList());
    emptyOnes(left(leaving).stream().filter(s -> holdings.weight(s) == 0).toList());
  }

  private List<Integer> left(List<Integer> leaving) {
    return leaving.stream()
        .filter(slot -> !ground.staying().get(ground.holdings().owner(slot)))
        .toList();
  }

  private List<Integer> byOwner(List<Integer> slots) {
    return slots.stream()
        .sorted(
            Comparator.<Integer>comparingInt(slot -> ground.holdings().owner(slot))
                .thenComparingInt(slot -> slot))
        .toList();
  }

  private void toTheColdest(List<Integer> slots) {
    for (int slot : slots) {
      int target = ground.coldest(ground.holdings().weight(slot));
      if (target != Holdings.NOBODY) {
        ground.holdings().move(slot, target);
      }
    }
  }

  private void inRuns(List<Integer> slots) {
    Holdings holdings = ground.holdings();
    int[] targets = ground.coldestFirst();
    double level = level(targets, slots.stream().mapToLong(holdings::weight).sum());
    boolean[] gone = new boolean[slots.size()];
    for (int target : targets) {
      long amount =
          Math.min(
              (long) (level * ground.shares().of(target)) - holdings.load(target),
              ground.room(target));
      double fair = ground.fairCount(target);
      for (int i = 0; i < gone.length && amount > 0; i++) {
        int slot = slots.get(i);
        long weight = holdings.weight(slot);
        boolean fits = weight > 0 ? weight <= amount : holdings.count(target) < fair;
        if (!gone[i] && fits) {
          holdings.move(slot, target);
          amount -= weight;
          gone[i] = true;
        }
      }
    }
  }

  /**
   * What the coldest masters hold for each unit of their shares when {@code amount} is poured over
   * them.
   */
  private double level(int[] coldestFirst, long amount) {
    double poured = amount;
    double shares = 0;
    for (int i = 0; i < coldestFirst.length; i++) {
      poured += ground.holdings().load(coldestFirst[i]);
      shares += ground.shares().of(coldestFirst[i]);
      double level = poured / shares;
      if (i + 1 == coldestFirst.length || level <= ground.heat(coldestFirst[i + 1])) {
        return level;
      }
    }
    return 0;
  }

  private void emptyOnes(List<Integer> slots) {
    int target = Holdings.NOBODY;
    double fair = 0;
    for (int slot : slots) {
      if (target < 0 || ground.holdings().count(target) >= fair) {
        target = fewestSlots();
        fair = ground.fairCount(target);
      }
      ground.holdings().move(slot, target);
    }
  }

  private int fewestSlots() {
    return ground.staying().stream()
        .boxed()
        .min(Comparator.comparingDouble(m -> ground.holdings().count(m) / ground.shares().of(m)))
        .orElseThrow();
  }
}
