package dev.slotwright.redis.mover;

import dev.slotwright.cluster.SlotSet;

/** Moves the slots of one pair, by whatever carries them. For one thread. */
interface PairTransport extends AutoCloseable {
  /**
   * Moves the slots, or some of them when the order is stopped; what was begun is then brought to
   * an end, one way or the other.
   *
   * @throws MoveFailure naming why, and what is left open if anything
   */
  void move(SlotSet slots);

  @Override
  void close();
}
