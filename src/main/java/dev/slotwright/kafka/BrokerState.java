package dev.slotwright.kafka;

import dev.slotwright.control.DependencyStatus;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jboss.logging.Logger;

/** Whether Kafka serves each use that is made of it. Logs every change once. Thread-safe. */
final class BrokerState implements DependencyStatus {
  private static final Logger LOG = Logger.getLogger(BrokerState.class);

  private final InstantSource clock;
  private final Map<String, Status> uses = new LinkedHashMap<>();

  BrokerState(InstantSource clock) {
    this.clock = clock;
  }

  @Override
  public synchronized List<Status> statuses() {
    return List.copyOf(uses.values());
  }

  synchronized void up(String use) {
    Status before = uses.get(use);
    if (before != null && before.ok()) {
      return;
    }
    uses.put(use, new Status(use, true, "reachable", clock.instant()));
    LOG.infof("kafka serves use=%s", use);
  }

  synchronized void down(String use, String detail) {
    Status before = uses.get(use);
    if (before != null && !before.ok() && Objects.equals(before.detail(), detail)) {
      return;
    }
    boolean stays = before != null && !before.ok();
    uses.put(use, new Status(use, false, detail, stays ? before.since() : clock.instant()));
    LOG.warnf("kafka does not serve use=%s reason=%s", use, detail);
  }
}
