package dev.slotwright.kubernetes;

import dev.slotwright.control.Leadership;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;

/**
 * In charge of one cluster while a Kubernetes Lease says so.
 *
 * <p>Goals: at most one instance leads; a dead holder is replaced within lease plus retry.
 * Constraints: no trust in anybody's wall clock; a process that was frozen must know on waking that
 * its time is over, before it has talked to anyone.
 *
 * <p>Algorithm: the holder counts from the moment <em>before</em> its last successful renewal was
 * sent, by its own monotonic clock, and stops {@code margin} early. Others count the whole lease
 * from the moment <em>after</em> they saw the record change for the last time, by theirs. So
 * whatever the network did, the holder's time ends first. Each write carries the resourceVersion
 * that was read, so of two who take an expired lease one is refused.
 */
final class LeaseLeadership implements Leadership {
  private static final Logger LOG = Logger.getLogger(LeaseLeadership.class);
  private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(12);

  private final LeaseRecord record;
  private final String identity;
  private final LeaseTiming timing;
  private final LongSupplier nanoTime;
  private final Thread loop;

  /** Until when we lead, by {@code nanoTime}; empty when we do not hold the lease. */
  private volatile Optional<Long> until = Optional.empty();

  private volatile boolean closed;
  private Optional<Seen> seen = Optional.empty();
  private boolean silent;

  /** The other holder's record, and when we first saw it at this version. */
  private record Seen(String version, long since) {}

  LeaseLeadership(LeaseRecord record, String identity, LeaseTiming timing, LongSupplier nanoTime) {
    this.record = record;
    this.identity = identity;
    this.timing = timing;
    this.nanoTime = nanoTime;
    this.loop = Thread.ofVirtual().name("lease " + record.name()).unstarted(this::run);
  }

  /**
   * Begins to contend for the lease.
   *
   * @param instance names this process to people, such as its pod's name; made unique here, for a
   *     container that is started again in the same pod is somebody else
   */
  static LeaseLeadership start(LeaseRecord record, String instance, LeaseTiming timing) {
    String identity = instance + "_" + UUID.randomUUID();
    LeaseLeadership leadership = new LeaseLeadership(record, identity, timing, System::nanoTime);
    leadership.loop.start();
    return leadership;
  }

  @Override
  public boolean leads() {
    return !closed && until.filter(end -> nanoTime.getAsLong() - end < 0).isPresent();
  }

  @Override
  public void close() {
    closed = true;
    loop.interrupt();
    try {
      // A renewal that is under way must not land after the release.
      if (loop.getState() != Thread.State.NEW && !loop.join(CLOSE_PATIENCE)) {
        LOG.warnf("lease not released, its loop is stuck lease=%s", record.name());
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return;
    }
    release();
  }

  private void run() {
    while (!closed) {
      boolean holds = attempt();
      try {
        Thread.sleep(holds ? timing.renew() : timing.retry());
      } catch (InterruptedException e) {
        LOG.debugf("lease loop interrupted lease=%s closed=%s", record.name(), closed);
      }
    }
  }

  /** One look, and one write if there is something to write; says whether the lease is ours. */
  boolean attempt() {
    try {
      long before = nanoTime.getAsLong();
      Optional<LeaseRecord.Held> found = record.read();
      boolean ours = found.isEmpty() ? create() : contend(found.get());
      if (ours) {
        hold(before);
      } else {
        yieldTo(found);
      }
      silent = false;
      return ours;
    } catch (RuntimeException e) {
      // Whoever leads goes on until its time is over: the API server may be back by then.
      if (!silent && !closed) {
        LOG.warnf("lease not renewed lease=%s cause=%s", record.name(), e.getMessage());
      }
      silent = true;
      return false;
    }
  }

  private boolean create() {
    return record.create(identity, timing.lease());
  }

  private boolean contend(LeaseRecord.Held held) {
    if (held.by(identity)) {
      return record.renew(held, identity, timing.lease());
    }
    return (held.free() || expired(held)) && record.take(held, identity, timing.lease());
  }

  private boolean expired(LeaseRecord.Held held) {
    long now = nanoTime.getAsLong();
    if (seen.filter(before -> before.version().equals(held.version())).isEmpty()) {
      seen = Optional.of(new Seen(held.version(), now));
    }
    return now - seen.get().since() >= held.duration().toNanos();
  }

  private void hold(long before) {
    if (until.isEmpty()) {
      LOG.infof("lease taken lease=%s identity=%s", record.name(), identity);
    } else if (nanoTime.getAsLong() - until.get() >= 0) {
      LOG.warnf("lease had run out and is renewed lease=%s identity=%s", record.name(), identity);
    }
    seen = Optional.empty();
    until = Optional.of(before + timing.lease().minus(timing.margin()).toNanos());
  }

  /** A write of ours that was refused says nothing yet: only a record with another name does. */
  private void yieldTo(Optional<LeaseRecord.Held> found) {
    Optional<LeaseRecord.Held> other = found.filter(held -> !held.by(identity));
    if (other.isPresent() && until.isPresent()) {
      LOG.warnf(
          "lease lost lease=%s identity=%s holder=%s",
          record.name(), identity, other.get().holder());
      until = Optional.empty();
    }
  }

  private void release() {
    if (until.isEmpty()) {
      return;
    }
    until = Optional.empty();
    try {
      record.read().filter(held -> held.by(identity)).ifPresent(record::release);
      LOG.infof("lease released lease=%s identity=%s", record.name(), identity);
    } catch (RuntimeException e) {
      LOG.warnf(
          "lease not released, others wait for it to expire lease=%s cause=%s",
          record.name(), e.getMessage());
    }
  }
}
