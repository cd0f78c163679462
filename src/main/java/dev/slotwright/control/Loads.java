package dev.slotwright.control;

import dev.slotwright.load.LoadWindow;
import dev.slotwright.load.NodeSample;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * The windows of all clusters. Samples of clusters that no policy names are counted by the consumer
 * and dropped here, so that memory is bounded by the policies.
 */
public final class Loads implements SampleIntake {
  private static final Duration BUCKET = Duration.ofSeconds(1);
  private static final int MAX_NODES = 4096;

  private final Map<String, Kept> kept = new ConcurrentHashMap<>();
  private final InstantSource clock;
  private volatile Optional<Instant> completeSince = Optional.empty();
  private volatile Duration lookBack = Duration.ofMinutes(10);

  public Loads(InstantSource clock) {
    this.clock = clock;
  }

  /**
   * One cluster's window; the window itself is the lock. A cluster that is watched only after the
   * topic was read back is complete from then on.
   */
  private static final class Kept {
    private final LoadWindow window;
    private final Duration span;
    private final Runnable wake;
    private final Optional<Instant> late;
    private Optional<Instant> newestArrival = Optional.empty();

    Kept(LoadWindow window, Duration span, Runnable wake, Optional<Instant> late) {
      this.late = late;
      this.window = window;
      this.span = span;
      this.wake = wake;
    }
  }

  /** Begins to keep samples of this cluster, at least this far back. */
  void watch(String cluster, Duration span, Runnable wake) {
    if (span.compareTo(lookBack) > 0) {
      lookBack = span;
    }
    kept.put(cluster, new Kept(new LoadWindow(span, bucket(span), MAX_NODES), span, wake, completeSince.map(c -> clock.instant())));
  }

  /** One-second buckets up to an hour, coarser beyond: the number of buckets is bounded. */
  private static Duration bucket(Duration span) {
    long seconds = Math.max(BUCKET.toSeconds(), span.toSeconds() / 3600);
    return Duration.ofSeconds(seconds);
  }

  /** Looks back further when a policy changed; what is kept already stays as it is. */
  void span(String cluster, Duration span) {
    Kept it = kept.get(cluster);
    if (it == null || span.compareTo(it.span) > 0) {
      watch(cluster, span, it == null ? () -> {} : it.wake);
    }
  }

  /** Lets {@code reader} look at a cluster's window while no sample comes in. */
  <T> T read(String cluster, Function<Reading, T> reader) {
    Kept it = kept.get(cluster);
    synchronized (it.window) {
      return reader.apply(new Reading(it.window, it.newestArrival, completeSince.map(since -> it.late.orElse(since))));
    }
  }

  /**
   * A window at one moment.
   *
   * @param window to be read within the call only
   * @param newestArrival when the newest sample was put on the topic
   * @param completeSince from when on everything that was on the topic is in it
   */
  record Reading(
      LoadWindow window, Optional<Instant> newestArrival, Optional<Instant> completeSince) {}

  @Override
  public void record(NodeSample sample, Instant arrived) {
    Kept it = kept.get(sample.cluster());
    if (it == null) {
      return;
    }
    synchronized (it.window) {
      it.window.record(sample);
      if (it.newestArrival.isEmpty() || it.newestArrival.get().isBefore(arrived)) {
        it.newestArrival = Optional.of(arrived);
      }
    }
    it.wake.run();
  }

  @Override
  public void caughtUp(Instant since) {
    completeSince = Optional.of(since);
    kept.values().forEach(it -> it.wake.run());
  }

  @Override
  public Duration lookBack() {
    return lookBack;
  }
}
