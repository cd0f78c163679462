package dev.slotwright.cli.cluster;

import dev.slotwright.cli.ExitCode;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ctrl-C and SIGTERM while slots are moved: what is open is closed first, then the result is
 * printed, then the process ends with exit code 1. Outside a move it ends at once.
 */
final class Interruption implements AutoCloseable {
  /** For what is being closed, and for the result to be printed. */
  private static final Duration ENDING = Duration.ofSeconds(90);

  private final Terminal terminal;
  private final Terminal.Registration registration;
  private final CountDownLatch finished = new CountDownLatch(1);
  private Runnable stop;
  private boolean came;

  Interruption(Terminal terminal) {
    this.terminal = terminal;
    this.registration = terminal.onInterrupt(this::interrupted);
  }

  /** From now on an interruption runs {@code stop}, which blocks until all is closed. */
  synchronized void guard(Runnable stop) {
    this.stop = stop;
  }

  synchronized boolean came() {
    return came;
  }

  private void interrupted() {
    Runnable stopping;
    synchronized (this) {
      came = true;
      stopping = stop;
    }
    if (stopping == null) {
      return;
    }
    stopping.run();
    try {
      finished.await(ENDING.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    terminal.halt(ExitCode.FAILED);
  }

  /** The result is printed. */
  @Override
  public void close() {
    registration.close();
    finished.countDown();
  }
}
