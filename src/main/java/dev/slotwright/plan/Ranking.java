package dev.slotwright.plan;

/**
 * Slots by weight: a radix sort by 11 bits at a time, as many times as the heaviest slot needs. For
 * 16384 slots it takes a small part of the time that comparing takes.
 */
final class Ranking {
  private static final int BITS = 11;
  private static final int DIGITS = 1 << BITS;

  private Ranking() {}

  /**
   * {@code slots} by ascending weight; slots of equal weight stay in the order in which they came.
   *
   * @param weight by slot, 0 or more
   */
  static int[] ascending(long[] weight, int[] slots) {
    long heaviest = 0;
    for (int slot : slots) {
      heaviest = Math.max(heaviest, weight[slot]);
    }
    int[] from = slots.clone();
    int[] to = new int[slots.length];
    for (int shift = 0; shift < Long.SIZE && heaviest >>> shift > 0; shift += BITS) {
      pass(weight, shift, from, to);
      int[] swap = from;
      from = to;
      to = swap;
    }
    return from;
  }

  private static void pass(long[] weight, int shift, int[] from, int[] to) {
    int[] next = new int[DIGITS + 1];
    for (int slot : from) {
      next[digit(weight[slot], shift) + 1]++;
    }
    for (int digit = 1; digit < DIGITS; digit++) {
      next[digit] += next[digit - 1];
    }
    for (int slot : from) {
      to[next[digit(weight[slot], shift)]++] = slot;
    }
  }

  private static int digit(long weight, int shift) {
    return (int) (weight >>> shift) & (DIGITS - 1);
  }
}
