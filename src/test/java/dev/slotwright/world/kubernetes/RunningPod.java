package dev.slotwright.world.kubernetes;

import dev.slotwright.world.redis.RedisBinary;
import dev.slotwright.world.redis.RedisProcess;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One pod on this machine: an address for its life, and a server process that is started when due
 * and started again when it ends.
 */
final class RunningPod {
  private static final Duration BACK_OFF = Duration.ofMillis(300);
  private static final Duration LONGEST_BACK_OFF = Duration.ofSeconds(5);

  private final String address;
  private final Path directory;
  private final AtomicBoolean probing = new AtomicBoolean();
  private Instant due;
  private RedisProcess process;
  private volatile PodContainer container;
  private int starts;
  private volatile boolean ready;
  private volatile boolean ending;

  RunningPod(String address, Path directory, Instant due) {
    this.address = address;
    this.directory = directory;
    this.due = due;
  }

  String address() {
    return address;
  }

  /** How often the container was started again. */
  int restarts() {
    return Math.max(0, starts - 1);
  }

  boolean isReady() {
    return ready;
  }

  boolean isStarted() {
    return starts > 0;
  }

  /**
   * @throws IllegalStateException before the first start
   */
  RedisProcess process() {
    if (process == null) {
      throw new IllegalStateException("the pod at " + address + " has not started yet");
    }
    return process;
  }

  /** Address, process and the end of the log, for messages. */
  String describe() {
    return process == null
        ? address + " not started"
        : address
            + " process "
            + process.process().pid()
            + (process.process().isAlive() ? " alive" : " ended")
            + " restarts "
            + restarts()
            + "\n"
            + process.process().logTail(10);
  }

  /** Starts the server when it is due and does not run. */
  void keepRunning(
      Pod pod, RedisBinary binary, Path claimDirectory, KubernetesClient client, Instant now) {
    if (ending || (process != null && process.process().isAlive())) {
      return;
    }
    if (process != null && due == null) {
      ready = false;
      Duration pause = BACK_OFF.multipliedBy(starts);
      due = now.plus(pause.compareTo(LONGEST_BACK_OFF) > 0 ? LONGEST_BACK_OFF : pause);
    }
    if (due != null && now.isBefore(due)) {
      return;
    }
    container = PodContainer.resolve(pod, address, directory, claimDirectory, client);
    process =
        RedisProcess.start(
            binary,
            new RedisProcess.Place(
                address,
                container.port(),
                claimDirectory,
                directory.resolve("redis.log"),
                container.environment().get("REDIS_PASSWORD")),
            container.arguments());
    starts++;
    due = null;
  }

  /** Asks the server on its own thread, so that a frozen one holds nobody up. */
  void probe(Executor executor) {
    RedisProcess target = process;
    if (target == null || !probing.compareAndSet(false, true)) {
      return;
    }
    executor.execute(
        () -> {
          try {
            ready = target.answers();
          } finally {
            probing.set(false);
          }
        });
  }

  /**
   * Ends the server in order, after the pod's preStop hook, then runs the action; once.
   *
   * @param deadline the end of the grace period
   */
  void terminate(Executor executor, Instant deadline, Runnable afterwards) {
    if (ending) {
      return;
    }
    ending = true;
    ready = false;
    executor.execute(
        () -> {
          if (process != null) {
            PreStop.run(
                container.preStop(),
                container.environment(),
                directory.resolve("pre-stop.log"),
                deadline);
            process.process().thaw();
            process.process().stop();
          }
          afterwards.run();
        });
  }

  void kill() {
    ending = true;
    if (process != null) {
      process.kill();
    }
  }
}
