package dev.slotwright.plan;

import java.util.BitSet;
import java.util.stream.IntStream;

/**
 * The rules that every stage of the balancer keeps to. A master is the hotter, the more it holds
 * for its share.
 *
 * @param holdings as they are now
 * @param band where loads are to end
 * @param shares how much each master is to hold
 * @param staying masters that are not drained
 * @param hard what a destination may never exceed, in-flight included
 */
record Ground(Holdings holdings, Band band, Shares shares, BitSet staying, long hard) {
  /** How far the master is above the band; a slot too big for the band may stay, alone. */
  long over(int master) {
    return holdings.load(master) - high(master);
  }

  /** How far the master is below the band. */
  long under(int master) {
    return low(master) - holdings.load(master);
  }

  /** The lower edge of the master's band. */
  long low(int master) {
    return band.low(shares.of(master));
  }

  /** The upper edge of the master's band. */
  long edge(int master) {
    return band.high(shares.of(master));
  }

  private long high(int master) {
    return Math.max(edge(master), holdings.heaviest(master));
  }

  /** What the master holds for each unit of its share. */
  double heat(int master) {
    return holdings.load(master) / shares.of(master);
  }

  /**
   * Less than this has to go from {@code source} to {@code target} for the two to be closer to each
   * other afterwards: with equal shares the difference of their loads.
   */
  double difference(int source, int target) {
    return 2 * (heat(source) - heat(target)) / (1 / shares.of(source) + 1 / shares.of(target));
  }

  /** What the master may still receive under the hard limit. */
  long room(int master) {
    return hard - holdings.worst(master);
  }

  /** How many slots the master would have if slots were dealt by share alone. */
  double fairCount(int master) {
    int slots = 0;
    for (int other = 0; other < holdings.masters(); other++) {
      slots += holdings.count(other);
    }
    return slots * shares.of(master) / shares.sum();
  }

  /** The coldest staying master with room for {@code weight}, or {@link Holdings#NOBODY}. */
  int coldest(long weight) {
    int best = Holdings.NOBODY;
    for (int m = staying.nextSetBit(0); m >= 0; m = staying.nextSetBit(m + 1)) {
      if (room(m) >= weight && (best < 0 || heat(m) < heat(best))) {
        best = m;
      }
    }
    return best;
  }

  /** Staying masters, coldest first. */
  int[] coldestFirst() {
    return sorted(1);
  }

  /** Staying masters, hottest first. */
  int[] hottestFirst() {
    return sorted(-1);
  }

  private int[] sorted(int sign) {
    return IntStream.range(0, holdings.masters())
        .filter(staying::get)
        .boxed()
        .sorted((a, b) -> heat(a) == heat(b) ? a - b : sign * Double.compare(heat(a), heat(b)))
        .mapToInt(Integer::intValue)
        .toArray();
  }
}
