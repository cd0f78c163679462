package dev.slotwright.telemetry;

import dev.slotwright.control.ClusterStatus;
import dev.slotwright.control.ControlRoom;
import dev.slotwright.control.DependencyStatus;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.jboss.logging.Logger;

/** Keeps the meters up to date with a control room, from {@link #follow} on. */
@ApplicationScoped
public class Telemetry {
  private static final Logger LOG = Logger.getLogger(Telemetry.class);
  private static final Duration INTERVAL = Duration.ofSeconds(1);

  private final Meters meters;
  private final Instance<DependencyStatus> dependencies;
  private final Clock clock;
  private volatile Optional<ControlRoom> followed = Optional.empty();
  private volatile boolean closing;

  Telemetry(MeterRegistry registry, @Any Instance<DependencyStatus> dependencies, Clock clock) {
    this.meters = new Meters(registry);
    this.dependencies = dependencies;
    this.clock = clock;
  }

  /** To be called before the room starts, so that its first events count. */
  public void follow(ControlRoom room) {
    room.onEvent(event -> meters.count(event, clock.instant()));
    followed = Optional.of(room);
    Thread.ofVirtual().name("telemetry").start(() -> run(room));
  }

  /** The gauges keep their last values. */
  public void stop() {
    closing = true;
  }

  Meters meters() {
    return meters;
  }

  /** Whether a policy names this cluster. */
  boolean named(String cluster) {
    return followed.flatMap(room -> room.cluster(cluster)).isPresent();
  }

  private void run(ControlRoom room) {
    while (!closing) {
      try {
        read(room);
      } catch (RuntimeException e) {
        LOG.errorf(e, "gauges not read, next try in interval=%s", INTERVAL);
      }
      LockSupport.parkNanos(INTERVAL.toNanos());
    }
  }

  private void read(ControlRoom room) {
    List<DependencyStatus.Status> statuses =
        dependencies.stream().flatMap(adapter -> adapter.statuses().stream()).toList();
    List<ClusterStatus> clusters = room.clusters();
    Reading.of(clusters, statuses).show(meters);
    clusters.forEach(status -> meters.count(status.cluster().name(), status.moves()));
  }
}
