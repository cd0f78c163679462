package dev.slotwright.control;

import dev.slotwright.load.NodeSample;
import java.util.List;

/** Asks every node of one cluster for its numbers. */
public interface NodeMetrics extends AutoCloseable {
  /**
   * One sample of each node that answered in time; nodes are found through the seeds and followed
   * as the cluster changes.
   *
   * @throws UnreachableException when not even one answered, naming each and why
   */
  List<NodeSample> poll();

  @Override
  void close();
}
