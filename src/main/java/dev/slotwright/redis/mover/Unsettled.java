package dev.slotwright.redis.mover;

import dev.slotwright.control.UnreachableException;
import dev.slotwright.operation.RetryCause;

/** A node did not do or say what was expected: both ends have to be read again before going on. */
final class Unsettled extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final RetryCause retryCause;

  Unsettled(String message) {
    this(RetryCause.VIEW_DIFFERS, message);
  }

  Unsettled(RetryCause retryCause, String message) {
    super(message);
    this.retryCause = retryCause;
  }

  /** What it counts as. */
  RetryCause retryCause() {
    return retryCause;
  }

  /** What any failure that is tried again counts as. */
  static RetryCause causeOf(RuntimeException e) {
    return switch (e) {
      case Unsettled unsettled -> unsettled.retryCause();
      case UnreachableException unreachable -> RetryCause.NO_ANSWER;
      default -> RetryCause.SERVER_ERROR;
    };
  }
}
