package dev.slotwright.operation;

/** Why something in a move had to be done once more. */
public enum RetryCause {
  /** A MIGRATE ended without an answer that says what became of its keys. */
  UNKNOWN_OUTCOME,
  /** A key was on both ends. */
  KEY_ON_BOTH_ENDS,
  /** A node was loading, failing over, running a script, or had too few replicas. */
  SERVER_NOT_READY,
  /** A slot was not open any more, or one end had changed its role. */
  SLOT_NOT_OPEN,
  /** A node did not answer. */
  NO_ANSWER,
  /** A node answered with an error that is none of the above. */
  SERVER_ERROR,
  /** What a node said of slots was not what it should have said. */
  VIEW_DIFFERS;

  /** Stable, for metrics and JSON: {@code unknown-outcome}. */
  public String word() {
    return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
  }
}
