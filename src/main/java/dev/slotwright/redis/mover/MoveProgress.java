package dev.slotwright.redis.mover;

import dev.slotwright.operation.MoveFigures;
import dev.slotwright.operation.MoveStatus;
import dev.slotwright.operation.RetryCause;
import dev.slotwright.policy.Execution;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Adds up what the pairs of an order have done; safe for several threads. */
final class MoveProgress {
  private static final long KEYS_WINDOW_NANOS = 3_000_000_000L;

  private static final int MOST_WARNINGS = 100;

  /** Longer than most groups of slots take: these are counted only when they are done. */
  private static final long SLOTS_WINDOW_NANOS = 20_000_000_000L;

  private final int slotsTotal;
  private final long bytesTotal;
  private final PaceControl pace;
  private final Rate keyRate;
  private final Rate slotRate;
  private final Rate byteRate;
  private final PauseTally migrates = new PauseTally();
  private final PauseTally probes = new PauseTally();
  private final Map<RetryCause, Long> retries = new EnumMap<>(RetryCause.class);
  private final Set<Execution.Transport> transports = EnumSet.noneOf(Execution.Transport.class);
  private final Set<String> warnings = new LinkedHashSet<>();
  private Optional<String> fallback = Optional.empty();
  private int slotsMoved;
  private long keysMoved;
  private long bytesMoved;
  private int openSlots;
  private int batchKeys;
  private long batchBytes;
  private double longestPauseMillis;

  /**
   * @param pace whose clock stands still during a pause: rates are of the time in between
   */
  MoveProgress(int slotsTotal, long bytesTotal, PaceControl pace) {
    this.slotsTotal = slotsTotal;
    this.bytesTotal = bytesTotal;
    this.pace = pace;
    long now = pace.workNanos();
    this.keyRate = new Rate(KEYS_WINDOW_NANOS, now);
    this.slotRate = new Rate(SLOTS_WINDOW_NANOS, now);
    this.byteRate = new Rate(SLOTS_WINDOW_NANOS, now);
  }

  /**
   * Keys have arrived.
   *
   * @param pauseMillis how long the source was kept busy for them, or held back writes; 0 where it
   *     did not
   */
  synchronized void keys(long keys, double pauseMillis) {
    keysMoved += keys;
    keyRate.add(keys, pace.workNanos());
    if (pauseMillis > 0) {
      migrates.add(pauseMillis);
      longestPauseMillis = Math.max(longestPauseMillis, pauseMillis);
    }
  }

  /** A probe of either end was answered. */
  synchronized void probed(double millis) {
    probes.add(millis);
  }

  /** What one batch may hold from now on. */
  synchronized void batch(int keys, long bytes) {
    batchKeys = keys;
    batchBytes = bytes;
  }

  synchronized void retried(RetryCause cause) {
    retries.merge(cause, 1L, Long::sum);
  }

  /** A transport, {@code MIGRATE} or {@code ATOMIC}, goes to work. */
  synchronized void uses(Execution.Transport transport) {
    transports.add(transport);
  }

  synchronized void fellBack(String reason) {
    fallback = Optional.of(reason);
  }

  /** Whether it is news. */
  synchronized boolean warned(String warning) {
    return warnings.size() < MOST_WARNINGS && warnings.add(warning);
  }

  /** More slots are open, or with a negative number fewer. */
  synchronized void opened(int slots) {
    openSlots += slots;
  }

  synchronized void moved(int slots, long bytes) {
    slotsMoved += slots;
    bytesMoved += bytes;
    slotRate.add(slots, pace.workNanos());
    byteRate.add(bytes, pace.workNanos());
  }

  /** Slots that were at their target already count as moved, not as speed. */
  synchronized void skipped(int slots, long bytes) {
    slotsMoved += slots;
    bytesMoved += bytes;
  }

  synchronized MoveStatus.Progress snapshot() {
    long now = pace.workNanos();
    return new MoveStatus.Progress(
        slotsTotal,
        slotsMoved,
        keysMoved,
        bytesMoved,
        openSlots,
        longestPauseMillis,
        pace.paused() ? 0 : keyRate.perSecond(now),
        secondsLeft(now),
        new MoveFigures(
            transports,
            fallback,
            batchKeys,
            batchBytes,
            migrates.histogram(),
            probes.histogram(),
            retries,
            pace.pace(),
            List.copyOf(warnings)));
  }

  /** By what is slower, slots or bytes; nobody knows while it is paused or nothing has moved. */
  private Optional<Long> secondsLeft(long now) {
    double slots = slotRate.perSecond(now);
    if (pace.paused() || slots == 0) {
      return Optional.empty();
    }
    double bytes = byteRate.perSecond(now);
    double bySlots = (slotsTotal - slotsMoved) / slots;
    double byBytes = bytes == 0 ? 0 : Math.max(0, bytesTotal - bytesMoved) / bytes;
    return Optional.of(Math.round(Math.max(bySlots, byBytes)));
  }
}
