package dev.slotwright.plan;

/**
 * Takes back what turned out not to be needed: a moved slot returns home where both ends stay
 * within the band, or is exchanged for a lighter one that suffices.
 */
record Trimming(Ground ground) {
  private static final int ROUNDS = 4;

  void run() {
    boolean gained = true;
    for (int round = 0; round < ROUNDS && gained; round++) {
      gained = false;
      for (int slot = 0; slot < ground.holdings().slots(); slot++) {
        gained |= moved(slot) && (takeBack(slot) || exchange(slot));
      }
    }
  }

  private boolean moved(int slot) {
    Holdings holdings = ground.holdings();
    return holdings.weight(slot) > 0
        && holdings.owner(slot) != holdings.origin(slot)
        && ground.staying().get(holdings.origin(slot));
  }

  /** By how much less could be moved between the slot's home and its new owner. */
  private long slack(int slot) {
    Holdings holdings = ground.holdings();
    return Math.min(
        holdings.load(holdings.owner(slot)) - ground.low(holdings.owner(slot)),
        ground.edge(holdings.origin(slot)) - holdings.load(holdings.origin(slot)));
  }

  private boolean takeBack(int slot) {
    Holdings holdings = ground.holdings();
    if (slack(slot) < holdings.weight(slot) || holdings.count(holdings.owner(slot)) == 1) {
      return false;
    }
    holdings.move(slot, holdings.origin(slot));
    return true;
  }

  private boolean exchange(int slot) {
    Holdings holdings = ground.holdings();
    long slack = slack(slot);
    if (slack <= 0) {
      return false;
    }
    int home = holdings.origin(slot);
    int lighter = holdings.lightest(home, holdings.weight(slot) - slack);
    if (lighter == Holdings.NOBODY
        || holdings.origin(lighter) != home
        || holdings.weight(lighter) >= holdings.weight(slot)) {
      return false;
    }
    holdings.move(lighter, holdings.owner(slot));
    holdings.move(slot, home);
    return true;
  }
}
