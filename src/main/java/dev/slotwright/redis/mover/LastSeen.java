package dev.slotwright.redis.mover;

import dev.slotwright.cluster.SlotSet;
import java.time.Duration;

/**
 * What both ends said when the group of slots before was closed.
 *
 * @param at by the clock of {@link System#nanoTime()}
 */
record LastSeen(SelfView source, SelfView target, long at) {
  private static final long FRESH_NANOS = Duration.ofMillis(50).toNanos();

  static LastSeen now(SelfView source, SelfView target) {
    return new LastSeen(source, target, System.nanoTime());
  }

  /**
   * Both were masters just now, and one of them the owner of each slot: else they are asked again.
   * A pause or a rest in between gives other tools time for work that they do not show.
   */
  boolean explains(SlotSet group) {
    return System.nanoTime() - at < FRESH_NANOS
        && source.master()
        && target.master()
        && group.minus(source.slots()).minus(target.slots()).isEmpty();
  }
}
