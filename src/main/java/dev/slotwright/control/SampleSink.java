package dev.slotwright.control;

import dev.slotwright.load.NodeSample;
import java.util.concurrent.CompletionStage;

/** Where the collector's samples go. */
public interface SampleSink extends AutoCloseable {
  CompletionStage<Void> publish(NodeSample sample);

  @Override
  void close();
}
