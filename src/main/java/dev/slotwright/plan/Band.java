package dev.slotwright.plan;

/**
 * Where the load of every master is to end, in the unit of the weights (bytes, or slots): so much
 * for a share of 1, and in proportion for every other.
 *
 * <p>A slot that alone exceeds the band cannot be split. It gets a master for itself, the one with
 * the largest share, and both are left out of the mean; otherwise one such slot would widen the
 * band for everybody.
 *
 * @param mean of the masters that hold no such slot, for a share of 1
 * @param tolerance share of the mean, 0 to 1
 */
record Band(double mean, double tolerance) {
  /** Of a master with this share, 0 or more. */
  long low(double share) {
    return (long) Math.ceil(mean * share * (1 - tolerance));
  }

  /** Of a master with this share, 0 or more. */
  long high(double share) {
    return (long) Math.floor(mean * share * (1 + tolerance));
  }

  /**
   * The band around the mean.
   *
   * @param ascending the weights of all slots, ascending
   * @param shares of one master or more
   * @param tolerance share of the mean, 0 to 1
   */
  static Band around(long[] ascending, Shares shares, double tolerance) {
    double rest = 0;
    for (long weight : ascending) {
      rest += weight;
    }
    double[] largest = shares.descending();
    double left = shares.sum();
    int alone = 0;
    double mean = rest / left;
    while (alone < largest.length - 1
        && alone < ascending.length
        && ascending[ascending.length - 1 - alone] > mean * largest[alone] * (1 + tolerance)) {
      rest -= ascending[ascending.length - 1 - alone];
      left -= largest[alone];
      alone++;
      mean = rest / left;
    }
    return new Band(mean, tolerance);
  }
}
