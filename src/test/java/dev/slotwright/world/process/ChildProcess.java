package dev.slotwright.world.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * One child process with its output in a file. It never outlives this JVM. Signals go to the
 * process itself, not to what it started.
 */
public final class ChildProcess implements AutoCloseable {
  private static final Duration GRACE = Duration.ofSeconds(10);

  private final String name;
  private final Path log;
  private final Process process;

  private ChildProcess(String name, Path log, Process process) {
    this.name = name;
    this.log = log;
    this.process = process;
  }

  /**
   * Starts a command.
   *
   * @param name for messages
   * @param environment added to this JVM's environment, from which the settings of the user's own
   *     Kubernetes and of a running Slotwright are taken out
   * @param log receives standard output and standard error, appended
   */
  public static ChildProcess start(
      String name, List<String> command, Map<String, String> environment, Path log) {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder
        .environment()
        .keySet()
        .removeIf(
            key ->
                key.equals("KUBECONFIG")
                    || key.startsWith("KUBERNETES_")
                    || key.startsWith("QUARKUS_")
                    || key.startsWith("SLOTWRIGHT_"));
    builder.environment().putAll(environment);
    builder
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    try {
      Files.createDirectories(log.toAbsolutePath().getParent());
      Process process = builder.start();
      process.getOutputStream().close();
      Undertaker.watch(process);
      return new ChildProcess(name, log, process);
    } catch (IOException e) {
      throw new UncheckedIOException(name + " cannot be started: " + command.getFirst(), e);
    }
  }

  public String name() {
    return name;
  }

  public long pid() {
    return process.pid();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  public Path log() {
    return log;
  }

  /**
   * @throws IllegalThreadStateException while it runs
   */
  public int exitCode() {
    return process.exitValue();
  }

  /** SIGKILL, and waits until the kernel has taken the process away, its sockets included. */
  public void kill() {
    process.destroyForcibly();
    await(GRACE);
  }

  /** SIGTERM, then SIGKILL after 10 s. */
  public void stop() {
    process.destroy();
    try {
      if (!process.waitFor(GRACE.toMillis(), TimeUnit.MILLISECONDS)) {
        kill();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  /** SIGINT, as Ctrl-C sends it. */
  public void interrupt() {
    signal("INT");
  }

  /** SIGTERM, without waiting. */
  public void terminate() {
    signal("TERM");
  }

  /**
   * The exit code, once the process has ended.
   *
   * @throws IllegalStateException when it is alive after {@code limit}
   */
  public int awaitExit(Duration limit) {
    try {
      if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new IllegalStateException(name + " has not ended within " + limit);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for " + name, e);
    }
    return process.exitValue();
  }

  /** SIGSTOP: the process keeps its memory and its sockets and does nothing. */
  public void freeze() {
    signal("STOP");
  }

  /** SIGCONT: ends {@link #freeze()}. */
  public void thaw() {
    signal("CONT");
  }

  /** Runs an action when the process has ended by itself or by a signal. */
  public void onExit(Runnable action) {
    process.onExit().thenRun(action);
  }

  /** The end of the log, for messages: at most the given number of lines. */
  public String logTail(int lines) {
    try {
      List<String> all = Files.readAllLines(log, StandardCharsets.ISO_8859_1);
      return String.join("\n", all.subList(Math.max(0, all.size() - lines), all.size()));
    } catch (IOException e) {
      return "(no log at " + log + ": " + e.getMessage() + ")";
    }
  }

  @Override
  public void close() {
    kill();
  }

  private void signal(String signal) {
    try {
      Process kill = new ProcessBuilder("kill", "-" + signal, Long.toString(pid())).start();
      if (kill.waitFor() != 0) {
        throw new IllegalStateException("SIG" + signal + " did not reach " + name + " " + pid());
      }
    } catch (IOException e) {
      throw new UncheckedIOException("no kill on PATH", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void await(Duration limit) {
    try {
      if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new IllegalStateException(name + " is alive " + limit + " after SIGKILL");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
