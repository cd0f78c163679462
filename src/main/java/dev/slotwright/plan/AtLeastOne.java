package dev.slotwright.plan;

import java.util.Arrays;
import java.util.BitSet;

/**
 * A staying master without a slot would not count as one, and its replicas could not take over: it
 * gets the lightest slot of whoever has most of them, as long as there is room for it.
 *
 * @param before who stays, and by which shares
 * @param bytes of each slot
 * @param hard what no destination may exceed, in bytes
 */
record AtLeastOne(Ground before, long[] bytes, long hard) {

  /** Changes {@code owner}, the owner of each slot. */
  void give(int[] owner) {
    BitSet staying = before.staying();
    BitSet owning = new BitSet();
    Arrays.stream(owner).filter(master -> master != Holdings.NOBODY).forEach(owning::set);
    if (staying.stream().allMatch(owning::get)) {
      return;
    }
    Holdings holdings = before.holdings().with(bytes, owner, slot -> staying.get(owner[slot]));
    Ground ground = new Ground(holdings, new Band(0, 0), before.shares(), staying, hard);
    for (int m = staying.nextSetBit(0); m >= 0; m = staying.nextSetBit(m + 1)) {
      int richest = m;
      for (int other = staying.nextSetBit(0); other >= 0; other = staying.nextSetBit(other + 1)) {
        richest = holdings.count(other) > holdings.count(richest) ? other : richest;
      }
      int slot = holdings.count(m) > 0 ? Holdings.NOBODY : holdings.lightest(richest, 0);
      if (slot != Holdings.NOBODY && holdings.count(richest) > 1 && bytes[slot] <= ground.room(m)) {
        holdings.move(slot, m);
        owner[slot] = m;
      }
    }
  }
}
