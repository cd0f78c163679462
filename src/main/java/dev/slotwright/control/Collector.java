package dev.slotwright.control;

import dev.slotwright.load.NodeSample;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;

/**
 * Polls the nodes of one cluster at a fixed rate and publishes what they say. Rounds that would
 * start late are left out, not made up for. While nobody answers, the pauses grow to five seconds.
 */
public final class Collector implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(Collector.class);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

  private final NodeMetrics metrics;
  private final SampleSink sink;
  private final Duration interval;
  private final InstantSource clock;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final AtomicBoolean published = new AtomicBoolean(true);
  private int failures;

  /**
   * @param metrics closed with the collector
   * @param sink closed with the collector
   * @param interval between the starts of two rounds, more than zero
   */
  public Collector(NodeMetrics metrics, SampleSink sink, Duration interval, InstantSource clock) {
    if (!interval.isPositive()) {
      throw new IllegalArgumentException("an interval of " + interval + " is not more than zero");
    }
    this.metrics = metrics;
    this.sink = sink;
    this.interval = interval;
    this.clock = clock;
  }

  /** Collects in the calling thread until {@link #close()} or an interrupt. */
  public void run() {
    try {
      Duration pause = Duration.ZERO;
      while (!closed.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
        Instant begin = clock.instant();
        round();
        pause = pauseAfter(begin, clock.instant());
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    } finally {
      close();
    }
  }

  /** A round in progress is cut off; {@link #run()} returns soon after. */
  @Override
  public synchronized void close() {
    if (closed.getCount() == 0) {
      return;
    }
    closed.countDown();
    try (metrics;
        sink) {
      LOG.debug("collector closed");
    }
  }

  private void round() {
    try {
      List<NodeSample> samples = metrics.poll();
      if (failures > 0) {
        LOG.infof("nodes answer again nodes=%d failedRounds=%d", samples.size(), failures);
      }
      failures = 0;
      samples.forEach(this::publish);
    } catch (RuntimeException e) {
      if (closed.getCount() == 0) {
        return;
      }
      failures++;
      LOG.warnf("nodes not polled failedRounds=%d reason=%s", failures, e.getMessage());
    }
  }

  private void publish(NodeSample sample) {
    sink.publish(sample)
        .whenComplete(
            (done, failure) -> {
              boolean good = failure == null;
              if (published.getAndSet(good) == good) {
                return; // told once per change, not once per sample
              }
              if (good) {
                LOG.infof("samples are published again cluster=%s", sample.cluster());
              } else {
                LOG.warnf(
                    "samples not published cluster=%s reason=%s",
                    sample.cluster(), failure.getMessage());
              }
            });
  }

  private Duration pauseAfter(Instant begin, Instant end) {
    if (failures > 0) {
      Duration pause = interval.multipliedBy(1L << Math.min(failures - 1, 10));
      Duration longest = interval.compareTo(LONGEST_PAUSE) > 0 ? interval : LONGEST_PAUSE;
      return pause.compareTo(longest) > 0 ? longest : pause;
    }
    long took = Math.max(0, Duration.between(begin, end).toMillis());
    long step = Math.max(1, interval.toMillis());
    return Duration.ofMillis(step - took % step);
  }
}
