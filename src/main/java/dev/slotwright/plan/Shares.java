package dev.slotwright.plan;

import dev.slotwright.cluster.NodeId;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;

/**
 * How much each master is to hold, as multiples of what a master of share 1 holds.
 *
 * @param of by master's index; above 0 for every staying master, 0 for those that are drained
 */
record Shares(double... of) {

  /** Drained masters take no part. */
  static Shares of(List<NodeId> ids, Map<NodeId, Double> named, BitSet staying) {
    double[] shares = new double[ids.size()];
    for (int m = staying.nextSetBit(0); m >= 0; m = staying.nextSetBit(m + 1)) {
      shares[m] = named.getOrDefault(ids.get(m), 1.0);
    }
    return new Shares(shares);
  }

  /** Of the master with this index. */
  double of(int master) {
    return of[master];
  }

  double sum() {
    return Arrays.stream(of).sum();
  }

  /** Those of the staying masters, largest first. */
  double[] descending() {
    double[] sorted = Arrays.stream(of).filter(share -> share > 0).map(share -> -share).toArray();
    Arrays.sort(sorted);
    return Arrays.stream(sorted).map(share -> -share).toArray();
  }
}
