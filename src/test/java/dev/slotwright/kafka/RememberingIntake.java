package dev.slotwright.kafka;

import dev.slotwright.control.IntakeCounts;
import dev.slotwright.control.SampleIntake;
import dev.slotwright.load.Metric;
import dev.slotwright.load.NodeSample;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** Windows that only remember what came. */
final class RememberingIntake implements SampleIntake {
  final List<NodeSample> samples = new CopyOnWriteArrayList<>();
  final List<Instant> caughtUp = new CopyOnWriteArrayList<>();
  final Counts counts = new Counts();

  /** What had come when the look-back was read. */
  volatile List<Integer> numbersAtCaughtUp = List.of();

  volatile Duration lookBack = Duration.ofMinutes(10);

  /** Thrown once, in place of recording a sample. */
  final AtomicReference<Error> failure = new AtomicReference<>();

  @Override
  public void record(NodeSample sample, Instant arrived) {
    Error once = failure.getAndSet(null);
    if (once != null) {
      throw once;
    }
    samples.add(sample);
  }

  @Override
  public void caughtUp(Instant since) {
    numbersAtCaughtUp = numbers();
    caughtUp.add(since);
  }

  @Override
  public Duration lookBack() {
    return lookBack;
  }

  List<Integer> numbers() {
    return samples.stream()
        .map(sample -> sample.values().get(Metric.USED_MEMORY_BYTES).intValue())
        .toList();
  }

  /** Counts that a test reads. */
  static final class Counts implements IntakeCounts {
    final AtomicInteger decoded = new AtomicInteger();
    final AtomicInteger ignored = new AtomicInteger();
    final AtomicInteger deadLettered = new AtomicInteger();
    final AtomicInteger dropped = new AtomicInteger();
    final List<String> rejected = java.util.Collections.synchronizedList(new ArrayList<>());

    @Override
    public void decoded(String cluster) {
      decoded.incrementAndGet();
    }

    @Override
    public void ignoredMetrics(int count) {
      ignored.addAndGet(count);
    }

    @Override
    public void rejected(String code) {
      rejected.add(code);
    }

    @Override
    public void deadLettered() {
      deadLettered.incrementAndGet();
    }

    @Override
    public void deadLetterDropped() {
      dropped.incrementAndGet();
    }
  }
}
