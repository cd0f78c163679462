package dev.slotwright.redis.mover;

import java.time.Duration;

/**
 * Whether the target has room for the next group, before its slots are opened. Clients write to the
 * target while slots move, so what the preflight has seen may be gone; and what is open when the
 * target is full has to be brought back, which Valkey does not allow.
 */
final class GroupRoom {
  private static final long EVERY_NANOS = Duration.ofMillis(100).toNanos();

  /** Part of the target's maxmemory that is left to what clients write until the next look. */
  private static final int SPARE = 64;

  private final NodeLine target;
  private long askedAt = System.nanoTime() - EVERY_NANOS;

  GroupRoom(NodeLine target) {
    this.target = target;
  }

  /**
   * Asks ten times a second at most.
   *
   * @param slots of the group
   * @param bytes of its keys, as far as they are known; of more slots than one twice as many have
   *     to fit, as they can be given to another target still
   * @throws MoveFailure when they would not
   */
  void require(int slots, long bytes) {
    if (System.nanoTime() - askedAt >= EVERY_NANOS) {
      askedAt = System.nanoTime();
      HeadRoom.requireWithSpare(target, slots > 1 ? 2 * bytes : bytes, SPARE);
    }
  }
}
