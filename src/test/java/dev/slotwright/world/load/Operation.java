package dev.slotwright.world.load;

/** One operation of the load, from the moment it was meant to be sent to its answer. */
final class Operation {
  enum Action {
    WRITE,
    READ,
    DELETE
  }

  private final Action action;
  private final int ordinal;
  private final int slot;
  private final long intendedNanos;

  private int attempts;
  private long nextAttemptNanos;
  private int reconnectsBefore;
  private long answeredNanos;
  private Object reply;
  private Throwable error;

  Operation(Action action, int ordinal, int slot, long intendedNanos) {
    this.action = action;
    this.ordinal = ordinal;
    this.slot = slot;
    this.intendedNanos = intendedNanos;
  }

  Action action() {
    return action;
  }

  int ordinal() {
    return ordinal;
  }

  int slot() {
    return slot;
  }

  /** When it was due, on the clock of {@link System#nanoTime()}. Latency counts from here. */
  long intendedNanos() {
    return intendedNanos;
  }

  void sent(int reconnects) {
    if (attempts++ == 0) {
      reconnectsBefore = reconnects;
    }
    reply = null;
    error = null;
  }

  /**
   * Was a connection lost and made again while it was under way, so that the client may have sent
   * it again?
   */
  boolean maybeSentAgain(int reconnects) {
    return reconnects != reconnectsBefore;
  }

  int attempts() {
    return attempts;
  }

  void retryAt(long nanos) {
    nextAttemptNanos = nanos;
  }

  long nextAttemptNanos() {
    return nextAttemptNanos;
  }

  /** Called by the client's thread; the hand-over to the load's thread publishes the fields. */
  void answered(Object reply, Throwable error, long nanos) {
    this.reply = reply;
    this.error = error;
    this.answeredNanos = nanos;
  }

  long answeredNanos() {
    return answeredNanos;
  }

  Object reply() {
    return reply;
  }

  Throwable error() {
    return error;
  }
}
