package dev.slotwright.bench.mover;

import dev.slotwright.world.process.ChildProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A child process that ran to its end.
 *
 * @param seconds from its start to its end
 * @param cpuSeconds that it took, at most 10 ms too few
 * @param output standard output and standard error
 */
record ChildRun(double seconds, double cpuSeconds, int exitCode, String output) {
  private static final long LOOK_MILLIS = 10;

  /**
   * @throws IllegalStateException when it does not end within the limit; it is killed then
   */
  static ChildRun of(String name, List<String> command, Path log, Duration limit) {
    return of(name, command, Map.of(), log, limit);
  }

  /**
   * @param environment added to this JVM's
   */
  static ChildRun of(
      String name,
      List<String> command,
      Map<String, String> environment,
      Path log,
      Duration limit) {
    long begin = System.nanoTime();
    try (ChildProcess process = ChildProcess.start(name, command, environment, log)) {
      CompletableFuture<Long> end = new CompletableFuture<>();
      process.onExit(() -> end.complete(System.nanoTime()));
      double cpu = 0;
      while (System.nanoTime() - begin < limit.toNanos()) {
        cpu = Math.max(cpu, ProcessCpu.seconds(process.pid()));
        try {
          double seconds = (end.get(LOOK_MILLIS, TimeUnit.MILLISECONDS) - begin) / 1e9;
          return new ChildRun(seconds, cpu, process.exitCode(), read(log));
        } catch (TimeoutException stillRuns) {
          continue;
        }
      }
      throw new IllegalStateException(
          name + " has not ended after " + limit + ":\n" + process.logTail(20));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  String tail(int lines) {
    List<String> all = output.lines().toList();
    return String.join("\n", all.subList(Math.max(0, all.size() - lines), all.size()));
  }

  private static String read(Path log) {
    try {
      return Files.readString(log, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
