package dev.slotwright.redis.mover;

import dev.slotwright.operation.MovePace;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The pace of one order, asked for by any thread and kept by those that move. An order that is
 * being stopped has none: what is open is to be finished soon, paused or not.
 */
final class PaceControl {
  /** How long open slots may go on being emptied after a pause was asked for. */
  private static final long FINISHING_NANOS = Duration.ofSeconds(3).toNanos();

  /** How soon a stop is seen, which signals nobody. */
  private static final long LOOK_NANOS = Duration.ofMillis(20).toNanos();

  private final AtomicBoolean stopping;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private volatile MovePace pace;
  private long pausedAt = System.nanoTime();
  private long pausedNanos;

  /** Whether the clock stands still since {@link #pausedAt}. */
  private boolean clockStands;

  PaceControl(MovePace pace, AtomicBoolean stopping) {
    this.pace = pace;
    this.stopping = stopping;
    this.clockStands = pace.paused();
  }

  MovePace pace() {
    return pace;
  }

  void set(MovePace next) {
    lock.lock();
    try {
      pace = next;
      setClock(System.nanoTime());
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Whether no slot may be opened now. */
  boolean paused() {
    return pace.paused() && !stopping.get();
  }

  /** Of the time, 0.05 to 1, that may be spent on moving keys. */
  double share() {
    return stopping.get() ? 1 : pace.share();
  }

  /** Before slots are opened: returns when the order is not paused, or is being stopped. */
  void awaitOpening() {
    awaitWork(0);
  }

  /** Before each batch of open slots: holds a pause that has lasted too long for finishing them. */
  void awaitBatch() {
    if (paused()) {
      awaitWork(FINISHING_NANOS);
    }
  }

  /**
   * Rests after work, so that the work takes no more than its share of the time.
   *
   * @param workedNanos what was spent since the last rest
   * @param most the share that the caller wants at most; what was asked for may be less
   */
  void rest(long workedNanos, double most) {
    long begin = System.nanoTime();
    lock.lock();
    try {
      for (long left = restNanos(workedNanos, most);
          left > 0;
          left = restNanos(workedNanos, most) - (System.nanoTime() - begin)) {
        changed.await(Math.min(left, LOOK_NANOS), TimeUnit.NANOSECONDS);
      }
    } catch (InterruptedException e) {
      throw closed(e);
    } finally {
      lock.unlock();
    }
  }

  private long restNanos(long workedNanos, double most) {
    return (long) (workedNanos * (1 / Math.min(most, share()) - 1));
  }

  /**
   * A clock that stands still while the order is paused; for rates and patience. From the first
   * look after a stop it goes on, or what is open would be worked on without end.
   */
  long workNanos() {
    lock.lock();
    try {
      long now = System.nanoTime();
      setClock(now);
      return (clockStands ? pausedAt : now) - pausedNanos;
    } finally {
      lock.unlock();
    }
  }

  private void setClock(long now) {
    boolean paused = paused();
    if (paused && !clockStands) {
      pausedAt = now;
    } else if (!paused && clockStands) {
      pausedNanos += now - pausedAt;
    }
    clockStands = paused;
  }

  private void awaitWork(long afterNanos) {
    lock.lock();
    try {
      while (paused() && System.nanoTime() - pausedAt >= afterNanos) {
        changed.await(LOOK_NANOS, TimeUnit.NANOSECONDS);
      }
    } catch (InterruptedException e) {
      throw closed(e);
    } finally {
      lock.unlock();
    }
  }

  private static MoveFailure closed(InterruptedException e) {
    Thread.currentThread().interrupt();
    return MoveFailure.passing("the mover was closed", e);
  }
}
