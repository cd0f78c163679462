package dev.slotwright.redis.mover;

/** What became of one MIGRATE, by the source's answer. */
enum MigrateOutcome {
  /** All keys that were there are on the target and nowhere else; NOKEY is fine too. */
  MOVED,
  /** Some keys may have arrived and may still arrive; they are still on the source as well. */
  UNKNOWN,
  /** The target has a key of this name already. */
  BUSY_KEY,
  OUT_OF_MEMORY,
  /** Passes by itself: loading, failing over, too few replicas. */
  TRANSIENT,
  /** The slot is not open, or one end has changed its role. */
  NOT_OPEN,
  /** Nobody but an operator can help. */
  DENIED;

  /**
   * Errors that the target sent come wrapped: {@code ERR Target instance replied with error: ...}.
   */
  static MigrateOutcome of(Answer answer) {
    if (!answer.erred()) {
      return MOVED;
    }
    String error = answer.error();
    if (error.startsWith("IOERR")) {
      return UNKNOWN;
    }
    String wrapped = "replied with error: ";
    int at = error.indexOf(wrapped);
    String code = (at < 0 ? error : error.substring(at + wrapped.length())).split(" ", 2)[0];
    return switch (code) {
      case "BUSYKEY" -> BUSY_KEY;
      case "OOM" -> OUT_OF_MEMORY;
      case "MOVED", "ASK", "READONLY" -> NOT_OPEN;
      case "TRYAGAIN", "CLUSTERDOWN", "LOADING", "BUSY", "MASTERDOWN", "NOREPLICAS", "MISCONF" ->
          TRANSIENT;
      default -> DENIED;
    };
  }
}
