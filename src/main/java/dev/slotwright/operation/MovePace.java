package dev.slotwright.operation;

/**
 * How fast slots are moved, as operators ask for it while a move runs.
 *
 * <p>The pace is a ceiling: the pause budget and the room that busy clients are left hold under it
 * all the same. So at the {@link #FULL} pace there is nothing faster to ask for.
 *
 * @param paused no slot is opened, and what is open is finished or waits
 * @param share of the time of each pair of nodes that may be spent on moving keys, 0.05 to 1
 */
public record MovePace(boolean paused, double share) {
  /** Nothing but the mover's own bounds. */
  public static final MovePace FULL = new MovePace(false, 1);

  private static final double SLOWEST = 0.05;

  public MovePace {
    if (!(share >= SLOWEST && share <= 1)) {
      throw new IllegalArgumentException("share " + share + " is outside 0.05..1");
    }
  }

  /** Half the share, not below 0.05; paused if it was. */
  public MovePace slower() {
    return new MovePace(paused, Math.max(SLOWEST, share / 2));
  }

  /** Twice the share, not above 1; paused if it was. */
  public MovePace faster() {
    return new MovePace(paused, Math.min(1, share * 2));
  }

  /** The share is remembered for {@link #resume}. */
  public MovePace pause() {
    return new MovePace(true, share);
  }

  public MovePace resume() {
    return new MovePace(false, share);
  }
}
