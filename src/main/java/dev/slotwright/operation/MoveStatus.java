package dev.slotwright.operation;

import java.util.Optional;

/** What the slot mover of one cluster is doing. */
public sealed interface MoveStatus {
  /** How far it is, or came; {@link Progress#NONE} while idle. */
  default Progress progress() {
    return Progress.NONE;
  }

  /** Nothing was asked of it since this process started, or the last result was taken. */
  record Idle() implements MoveStatus {}

  /** It moves. */
  record Running(Progress progress) implements MoveStatus {}

  /** All slots of the order are where they were to go. */
  record Done(Progress progress) implements MoveStatus {}

  /**
   * It gave up; nothing of it is left open unless {@code reason} says so.
   *
   * @param retryable whether the same order may succeed later without anybody's help
   * @param targetFull whether a target can take no more: a plan of what there is now may do better
   */
  record Failed(Progress progress, String reason, boolean retryable, boolean targetFull)
      implements MoveStatus {
    /** For other reasons than a full target. */
    public Failed(Progress progress, String reason, boolean retryable) {
      this(progress, reason, retryable, false);
    }
  }

  /**
   * How far it is.
   *
   * @param slotsTotal of the order
   * @param slotsMoved so far
   * @param keysMoved so far
   * @param bytesMoved memory of these keys
   * @param openSlots right now
   * @param longestPauseMillis of all MIGRATE calls so far
   * @param keysPerSecond over the last seconds
   * @param secondsLeft estimated, where a rate is known and the move is not paused
   * @param figures how the keys are carried
   */
  record Progress(
      int slotsTotal,
      int slotsMoved,
      long keysMoved,
      long bytesMoved,
      int openSlots,
      double longestPauseMillis,
      double keysPerSecond,
      Optional<Long> secondsLeft,
      MoveFigures figures) {
    public static final Progress NONE =
        new Progress(0, 0, 0, 0, 0, 0, 0, Optional.empty(), MoveFigures.NONE);
  }
}
