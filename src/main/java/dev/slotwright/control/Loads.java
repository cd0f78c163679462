package dev.slotwright.control;

import dev.slotwright.judgement.LookBack;
import dev.slotwright.load.LoadWindow;
import dev.slotwright.load.NodeSample;
import dev.slotwright.policy.Policy;
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
  private static final int LEAST_NODES = 64;
  private static final Duration LEAST_LOOK_BACK = Duration.ofMinutes(10);

  private final Map<String, Kept> kept = new ConcurrentHashMap<>();
  private final InstantSource clock;
  private volatile boolean readBack;
  private volatile Duration lookBack = LEAST_LOOK_BACK;

  public Loads(InstantSource clock) {
    this.clock = clock;
  }

  /**
   * One cluster's window; the window itself is the lock. A cluster that is watched only after the
   * topic was read back is complete from then on, or when it has been read back once more.
   */
  private static final class Kept {
    private final LoadWindow window;
    private final Duration span;
    private final Runnable wake;
    private volatile Optional<Instant> completeSince;
    private Optional<Instant> newestArrival = Optional.empty();

    Kept(LoadWindow window, Duration span, Runnable wake, Optional<Instant> completeSince) {
      this.window = window;
      this.span = span;
      this.wake = wake;
      this.completeSince = completeSince;
    }
  }

  /**
   * Begins to keep samples of the policy's cluster, as far back as the policy looks. A window that
   * looks back far enough already is kept; otherwise a new one begins.
   */
  void watch(Policy policy, Runnable wake) {
    String cluster = policy.cluster().name();
    Duration span = LookBack.of(policy);
    Kept there = kept.get(cluster);
    if (there != null && span.compareTo(there.span) <= 0 && there.wake == wake) {
      return;
    }
    if (span.compareTo(lookBack) > 0) {
      lookBack = span;
    }
    int pods = policy.bounds().pods(policy.bounds().maxShards());
    LoadWindow window = LookBack.window(policy, Math.max(LEAST_NODES, 4 * pods));
    Optional<Instant> complete = readBack ? Optional.of(clock.instant()) : Optional.empty();
    kept.put(cluster, new Kept(window, span, wake, complete));
  }

  /** Lets {@code reader} look at a cluster's window while no sample comes in. */
  <T> T read(String cluster, Function<Reading, T> reader) {
    Kept it = kept.get(cluster);
    synchronized (it.window) {
      return reader.apply(new Reading(it.window, it.newestArrival, it.completeSince));
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
    readBack = true;
    for (Kept it : kept.values()) {
      it.completeSince = Optional.of(since);
      it.wake.run();
    }
  }

  @Override
  public Duration lookBack() {
    return lookBack;
  }
}
