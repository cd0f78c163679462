package dev.slotwright.plan;

import java.util.BitSet;
import java.util.stream.IntStream;

/**
 * The rules that every stage of the balancer keeps to.
 *
 * @param holdings as they are now
 * @param band where loads are to end
 * @param staying masters that are not drained
 * @param hard what a destination may never exceed, in-flight included
 */
record Ground(Holdings holdings, Band band, BitSet staying, long hard) {
  /** How far the master is above the band; a slot too big for the band may stay, alone. */
  long over(int master) {
    return holdings.load(master) - high(master);
  }

  /** How far the master is below the band. */
  long under(int master) {
    return band.low() - holdings.load(master);
  }

  long high(int master) {
    return Math.max(band.high(), holdings.heaviest(master));
  }

  /** What the master may still receive under the hard limit. */
  long room(int master) {
    return hard - holdings.worst(master);
  }

  double meanCount() {
    int slots = 0;
    for (int master = 0; master < holdings.masters(); master++) {
      slots += holdings.count(master);
    }
    return slots / (double) staying.cardinality();
  }

  /** The least loaded staying master with room for {@code weight}, or {@link Holdings#NOBODY}. */
  int coldest(long weight) {
    int best = Holdings.NOBODY;
    for (int m = staying.nextSetBit(0); m >= 0; m = staying.nextSetBit(m + 1)) {
      if (room(m) >= weight && (best < 0 || holdings.load(m) < holdings.load(best))) {
        best = m;
      }
    }
    return best;
  }

  /** Staying masters, least loaded first. */
  int[] coldestFirst() {
    return sorted(1);
  }

  /** Staying masters, most loaded first. */
  int[] hottestFirst() {
    return sorted(-1);
  }

  private int[] sorted(int sign) {
    return IntStream.range(0, holdings.masters())
        .filter(staying::get)
        .boxed()
        .sorted(
            (a, b) ->
                holdings.load(a) == holdings.load(b)
                    ? a - b
                    : sign * Long.compare(holdings.load(a), holdings.load(b)))
        .mapToInt(Integer::intValue)
        .toArray();
  }
}
