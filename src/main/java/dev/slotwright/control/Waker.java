package dev.slotwright.control;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** How a loop waits: until something comes, until time has passed, or until it is to end. */
final class Waker {
  private final Semaphore awake = new Semaphore(0);
  private final CountDownLatch ended = new CountDownLatch(1);

  void wake() {
    if (awake.availablePermits() == 0) {
      awake.release();
    }
  }

  void end() {
    ended.countDown();
    wake();
  }

  boolean hasEnded() {
    return ended.getCount() == 0;
  }

  /**
   * Until it is woken, at most {@code longest}; then {@code settle} more for the rest of a burst.
   */
  void await(Duration longest, Duration settle) {
    try {
      if (awake.tryAcquire(longest.toNanos(), TimeUnit.NANOSECONDS) && !hasEnded()) {
        LockSupport.parkNanos(settle.toNanos());
      }
      awake.drainPermits();
    } catch (InterruptedException e) {
      ended.countDown();
    }
  }

  /** For all of {@code time}, whatever comes, unless it is to end. */
  void rest(Duration time) {
    try {
      if (ended.await(time.toNanos(), TimeUnit.NANOSECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      ended.countDown();
    }
  }
}
