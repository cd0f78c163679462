package dev.slotwright.kafka;

import dev.slotwright.load.NodeSample;
import java.util.List;

/** What became of the value of one record. */
sealed interface Decoding {
  /**
   * It was understood.
   *
   * @param ignoredMetrics how many values were left out because their names are not known
   */
  record Decoded(List<NodeSample> samples, int ignoredMetrics) implements Decoding {}

  /**
   * It was not.
   *
   * @param detail a sentence that names the field
   */
  record Undecodable(Rejection reason, String detail) implements Decoding {}
}
