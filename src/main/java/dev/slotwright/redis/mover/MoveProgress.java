package dev.slotwright.redis.mover;

import dev.slotwright.operation.MoveStatus;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/** Adds up what the pairs of an order have done; safe for several threads. */
final class MoveProgress {
  private static final long RATE_NANOS = 3_000_000_000L;
  private static final long TICK_NANOS = 100_000_000L;

  private final int slotsTotal;
  private final long bytesTotal;
  private final Deque<long[]> ticks = new ArrayDeque<>();
  private int slotsMoved;
  private int slotsSkipped;
  private long keysMoved;
  private long bytesMoved;
  private int openSlots;
  private double longestPauseMillis;
  private final long startedAt = System.nanoTime();

  MoveProgress(int slotsTotal, long bytesTotal) {
    this.slotsTotal = slotsTotal;
    this.bytesTotal = bytesTotal;
  }

  synchronized void keys(long keys, double pauseMillis) {
    keysMoved += keys;
    longestPauseMillis = Math.max(longestPauseMillis, pauseMillis);
    long now = System.nanoTime();
    if (ticks.isEmpty() || now - ticks.peekLast()[0] >= TICK_NANOS) {
      ticks.addLast(new long[] {now, keysMoved});
    }
    while (ticks.size() > 1 && now - ticks.peekFirst()[0] > RATE_NANOS) {
      ticks.removeFirst();
    }
  }

  /** More slots are open, or with a negative number fewer. */
  synchronized void opened(int slots) {
    openSlots += slots;
  }

  synchronized void moved(int slots, long bytes) {
    slotsMoved += slots;
    bytesMoved += bytes;
  }

  /** Slots that were at their target already count as moved, not as speed. */
  synchronized void skipped(int slots, long bytes) {
    slotsSkipped += slots;
    slotsMoved += slots;
    bytesMoved += bytes;
  }

  synchronized MoveStatus.Progress snapshot() {
    return new MoveStatus.Progress(
        slotsTotal,
        slotsMoved,
        keysMoved,
        bytesMoved,
        openSlots,
        longestPauseMillis,
        keysPerSecond(),
        secondsLeft());
  }

  private double keysPerSecond() {
    if (ticks.isEmpty()) {
      return 0;
    }
    long[] first = ticks.peekFirst();
    double seconds = (System.nanoTime() - first[0]) / 1e9;
    return seconds > RATE_NANOS / 1e9 * 2 ? 0 : (keysMoved - first[1]) / Math.max(0.1, seconds);
  }

  private Optional<Long> secondsLeft() {
    int done = slotsMoved - slotsSkipped;
    if (done == 0) {
      return Optional.empty();
    }
    double seconds = (System.nanoTime() - startedAt) / 1e9;
    double bySlots = (double) (slotsTotal - slotsMoved) / done;
    double byBytes =
        bytesMoved > 0 ? (double) Math.max(0, bytesTotal - bytesMoved) / bytesMoved : bySlots;
    return Optional.of(Math.round(seconds * Math.max(bySlots, byBytes)));
  }
}
