package dev.slotwright.bench.mover;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Blocking work on a platform thread each, so that none of it shares a carrier with another. */
final class SideBySide {
  private SideBySide() {}

  /** Returns when all have ended; throws what the first of them threw. */
  static void run(List<Runnable> work) {
    try (ExecutorService threads = Executors.newFixedThreadPool(Math.max(1, work.size()))) {
      List<Future<?>> running = new ArrayList<>();
      work.forEach(each -> running.add(threads.submit(each)));
      for (Future<?> each : running) {
        each.get();
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
