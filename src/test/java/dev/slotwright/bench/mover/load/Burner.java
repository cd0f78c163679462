package dev.slotwright.bench.mover.load;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.concurrent.locks.LockSupport;

/**
 * A process that takes a given share of the CPU and does nothing else. Arguments: CPU seconds a
 * second, 0 to the number of cores; seconds to live.
 */
public final class Burner {
  private static final long STEP_NANOS = 5_000_000;

  private Burner() {}

  public static void main(String... arguments) {
    double share = Double.parseDouble(arguments[0]);
    long end = System.nanoTime() + (long) (Double.parseDouble(arguments[1]) * 1e9);
    int threads = (int) Math.ceil(share);
    for (int i = 0; i < threads; i++) {
      Thread.ofPlatform().start(() -> burn(share / threads, end));
    }
  }

  /** Spins until it has had its share of the time so far, then waits for the next step. */
  private static void burn(double share, long end) {
    ThreadMXBean clock = ManagementFactory.getThreadMXBean();
    long begin = System.nanoTime();
    for (long now = begin; now < end; now = System.nanoTime()) {
      if (clock.getCurrentThreadCpuTime() > share * (now - begin)) {
        LockSupport.parkNanos(STEP_NANOS);
      }
    }
  }
}
