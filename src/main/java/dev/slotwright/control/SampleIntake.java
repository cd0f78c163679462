package dev.slotwright.control;

import dev.slotwright.load.NodeSample;
import java.time.Duration;
import java.time.Instant;

/** Takes samples as they come off the topic. Thread-safe; never blocks for long. */
public interface SampleIntake {
  /**
   * @param sample decoded
   * @param arrived the record's time on the topic
   */
  void record(NodeSample sample, Instant arrived);

  /**
   * Everything from {@code since} on has been read at least once: windows that start there are
   * complete.
   */
  void caughtUp(Instant since);

  /** How far back the longest window of any policy looks. */
  Duration lookBack();
}
