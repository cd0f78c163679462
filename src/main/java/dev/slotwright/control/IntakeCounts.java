package dev.slotwright.control;

/** Counts what comes off the metrics topic. Thread-safe; never blocks. */
public interface IntakeCounts {
  /** Counts nothing. */
  IntakeCounts NONE =
      new IntakeCounts() {
        @Override
        public void decoded(String cluster) {}

        @Override
        public void ignoredMetrics(int count) {}

        @Override
        public void rejected(String code) {}

        @Override
        public void deadLettered() {}

        @Override
        public void deadLetterDropped() {}
      };

  /**
   * A sample was handed on.
   *
   * @param cluster the sender's word; not from a closed list, so bound it before it becomes a label
   */
  void decoded(String cluster);

  /** Values of a good sample whose names are not known. */
  void ignoredMetrics(int count);

  /**
   * A record or a sample in it was refused.
   *
   * @param code from the closed list in {@code docs/metrics-topic.md}
   */
  void rejected(String code);

  /** A refused record is safe on the dead-letter topic. */
  void deadLettered();

  /**
   * A refused record did not fit among those that wait for the dead-letter topic. It stays where it
   * was on the metrics topic; a restart within the look-back tries again.
   */
  void deadLetterDropped();
}
