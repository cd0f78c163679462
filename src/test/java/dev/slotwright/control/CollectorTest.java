package dev.slotwright.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.slotwright.cluster.NodeId;
import dev.slotwright.load.Metric;
import dev.slotwright.load.NodeSample;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class CollectorTest {
  private static final NodeSample SAMPLE =
      new NodeSample(
          "sessions",
          new NodeId("127.0.0.1:6379"),
          Instant.EPOCH,
          Optional.empty(),
          Map.of(Metric.UPTIME_SECONDS, 1.0));

  /** Nodes that do not answer at first. */
  private static final class Nodes implements NodeMetrics {
    final AtomicInteger polls = new AtomicInteger();
    volatile boolean closed;

    @Override
    public List<NodeSample> poll() {
      if (polls.incrementAndGet() <= 3) {
        throw new UnreachableException("127.0.0.1:6379 does not answer");
      }
      return List.of(SAMPLE, SAMPLE);
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  /** A topic that cannot be written every other time. */
  private static final class Sink implements SampleSink {
    final List<NodeSample> published = new CopyOnWriteArrayList<>();
    volatile boolean closed;

    @Override
    public CompletionStage<Void> publish(NodeSample sample) {
      published.add(sample);
      return published.size() % 2 == 0
          ? CompletableFuture.failedFuture(new UnreachableException("no broker"))
          : CompletableFuture.completedFuture(null);
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  @Test
  void goesOnAfterFailuresAndClosesWhatItUses() throws Exception {
    Nodes nodes = new Nodes();
    Sink sink = new Sink();
    Collector collector = new Collector(nodes, sink, Duration.ofMillis(5), InstantSource.system());
    Thread thread = Thread.startVirtualThread(collector::run);

    await().until(() -> sink.published.size() >= 6);
    collector.close();
    assertThat(thread.join(Duration.ofSeconds(10))).isTrue();

    assertThat(sink.published).containsOnly(SAMPLE);
    assertThat(nodes.closed).isTrue();
    assertThat(sink.closed).isTrue();
  }
}
