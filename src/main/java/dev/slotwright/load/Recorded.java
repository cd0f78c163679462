package dev.slotwright.load;

/** What became of a sample. */
public enum Recorded {
  /** It brought something, and its node had nothing newer. */
  NEW,
  /** Nothing changed: it was there already, or its bucket holds a later and larger one. */
  DUPLICATE,
  /** It brought something, although its node had newer ones. */
  LATE_KEPT,
  /** Older than the window reaches back. */
  TOO_OLD,
  /** Its node is unknown and the window holds as many as it may. */
  TOO_MANY_NODES
}
