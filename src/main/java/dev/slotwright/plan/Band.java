package dev.slotwright.plan;

/**
 * Where the load of every master is to end, in the unit of the weights (bytes, or slots).
 *
 * <p>A slot that alone exceeds the band cannot be split. It gets a master for itself and is left
 * out of the mean; otherwise one such slot would widen the band for everybody.
 *
 * @param low 0 to {@code mean}
 * @param high {@code mean} or more
 * @param mean of the masters that hold no such slot
 */
record Band(long low, long high, double mean) {
  /**
   * The band around the mean.
   *
   * @param ascending the weights of all slots, ascending
   * @param masters 1 or more
   * @param tolerance share of the mean, 0 to 1
   */
  static Band around(long[] ascending, int masters, double tolerance) {
    double rest = 0;
    for (long weight : ascending) {
      rest += weight;
    }
    int alone = 0;
    double mean = rest / masters;
    while (alone < masters - 1
        && alone < ascending.length
        && ascending[ascending.length - 1 - alone] > mean * (1 + tolerance)) {
      rest -= ascending[ascending.length - 1 - alone];
      alone++;
      mean = rest / (masters - alone);
    }
    return new Band(
        (long) Math.ceil(mean * (1 - tolerance)), (long) Math.floor(mean * (1 + tolerance)), mean);
  }
}
