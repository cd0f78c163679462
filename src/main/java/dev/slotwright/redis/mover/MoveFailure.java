package dev.slotwright.redis.mover;

import dev.slotwright.cluster.SlotSet;
import java.util.Optional;

/** The order cannot go on; the message names what is wrong, where, and what would help. */
final class MoveFailure extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final boolean retryable;
  private final boolean targetFull;
  private final boolean leavesOpen;
  private final transient Optional<Integer> slot;

  private MoveFailure(String message, boolean retryable, Optional<Integer> slot, Throwable cause) {
    this(message, retryable, false, false, slot, cause);
  }

  private MoveFailure(
      String message,
      boolean retryable,
      boolean targetFull,
      boolean leavesOpen,
      Optional<Integer> slot,
      Throwable cause) {
    super(message, cause);
    this.targetFull = targetFull;
    this.leavesOpen = leavesOpen;
    this.retryable = retryable;
    this.slot = slot;
  }

  /** Somebody has to help before the same order can succeed. */
  static MoveFailure lasting(String message) {
    return new MoveFailure(message, false, Optional.empty(), null);
  }

  /** The target can take no more: what it has of open slots goes back. */
  static MoveFailure targetFull(String message) {
    return new MoveFailure(message, false, true, false, Optional.empty(), null);
  }

  /** The same order may succeed later; slots may be open, as the message says. */
  static MoveFailure leavingOpen(String message, Throwable cause) {
    return new MoveFailure(message, true, false, true, Optional.empty(), cause);
  }

  /** The same order may succeed later. */
  static MoveFailure passing(String message, Throwable cause) {
    return new MoveFailure(message, true, Optional.empty(), cause);
  }

  /** One slot cannot be moved; the others of its group can. */
  static MoveFailure ofSlot(int slot, String message) {
    return new MoveFailure(message, false, Optional.of(slot), null);
  }

  /** One slot cannot be moved as long as another tool is at work on it. */
  static MoveFailure passingOfSlot(int slot, String message) {
    return new MoveFailure(message, true, Optional.of(slot), null);
  }

  /** The same, and slots stay open: the message names them. */
  MoveFailure leavingOpen(SlotSet open, Pair pair) {
    String message =
        "%s; left open, and served through ASK: slots %s of %s"
            .formatted(getMessage(), open, pair.name());
    return new MoveFailure(message, retryable, targetFull, true, slot, this);
  }

  /** Whether slots may be open that the message names. */
  boolean leavesOpen() {
    return leavesOpen;
  }

  boolean targetFull() {
    return targetFull;
  }

  boolean retryable() {
    return retryable;
  }

  Optional<Integer> slot() {
    return slot;
  }
}
