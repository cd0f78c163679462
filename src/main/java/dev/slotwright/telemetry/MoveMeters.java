package dev.slotwright.telemetry;

import dev.slotwright.control.MoveTotals;
import dev.slotwright.operation.PauseHistogram;
import dev.slotwright.operation.RetryCause;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * Histograms and counters of moves, fed with what has come since the last look. Buckets, counts and
 * sums are exact; a pause counts in its histogram's maximum as the mean of its bucket. Used by one
 * thread.
 */
final class MoveMeters {
  private static final String CLUSTER = "cluster";
  private static final Duration[] BOUNDS =
      PauseHistogram.BOUNDS.stream().map(MoveMeters::duration).toArray(Duration[]::new);

  private final MeterRegistry registry;
  private final Map<String, MoveTotals> told = new HashMap<>();

  MoveMeters(MeterRegistry registry) {
    this.registry = registry;
  }

  void count(String cluster, MoveTotals totals) {
    MoveTotals before = told.getOrDefault(cluster, MoveTotals.NONE);
    if (totals.migrates().count() < before.migrates().count()) {
      // The loop was begun anew, for another workload of this name: it counts from nothing.
      before = MoveTotals.NONE;
    }
    told.put(cluster, totals);
    record(
        timer("slotwright.migrate", "How long a MIGRATE batch kept its source busy", cluster),
        totals.migrates().since(before.migrates()));
    record(
        timer("slotwright.move.probe", "How long a probe of either end of a move took", cluster),
        totals.probes().since(before.probes()));
    for (RetryCause cause : RetryCause.values()) {
      registry
          .counter("slotwright.move.retries", CLUSTER, cluster, "cause", cause.word())
          .increment(Math.max(0, totals.retries().get(cause) - before.retries().get(cause)));
    }
  }

  private Timer timer(String name, String description, String cluster) {
    return Timer.builder(name)
        .description(description)
        .serviceLevelObjectives(BOUNDS)
        .tags(CLUSTER, cluster)
        .register(registry);
  }

  private static void record(Timer timer, PauseHistogram pauses) {
    for (int i = 0; i < pauses.counts().size(); i++) {
      long count = pauses.counts().get(i);
      Duration mean = duration(count == 0 ? 0 : pauses.millis().get(i) / count);
      for (long each = 0; each < count; each++) {
        timer.record(mean);
      }
    }
  }

  private static Duration duration(double millis) {
    return Duration.ofNanos(Math.round(millis * 1e6));
  }
}
