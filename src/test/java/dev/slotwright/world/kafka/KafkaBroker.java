package dev.slotwright.world.kafka;

import dev.slotwright.world.process.ChildProcess;
import dev.slotwright.world.process.Jvm;
import dev.slotwright.world.process.Loopback;
import dev.slotwright.world.process.QuietLogs;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.errors.TopicExistsException;

/**
 * A Kafka broker in a JVM of its own, on an address and port that it keeps over {@link #stop()},
 * {@link #kill()} and {@link #start()}, its data too. Topics are also made by whoever writes to
 * them first.
 */
public final class KafkaBroker implements AutoCloseable {
  private static final Duration START = Duration.ofSeconds(60);
  private static final Duration PROBE = Duration.ofSeconds(1);
  private static final int HEAP_MEBIBYTES = 200;

  private final Path directory;
  private final String address;
  private final int port;
  private final int controllerPort;
  private ChildProcess process;

  /** Prepares a broker; {@link #start()} runs it. */
  public KafkaBroker(Loopback loopback, Path directory) {
    QuietLogs.of("org.apache.kafka");
    this.directory = directory;
    this.address = loopback.hub();
    this.port = loopback.hubPort(9092);
    this.controllerPort = loopback.hubPort(port + 1);
  }

  public String bootstrapServers() {
    return address + ":" + port;
  }

  /** Starts the broker and returns when it serves clients. */
  public KafkaBroker start() {
    launch();
    awaitServing(START);
    return this;
  }

  /** Starts the broker's JVM and returns at once. */
  public void launch() {
    List<String> command = new ArrayList<>(Jvm.small(HEAP_MEBIBYTES));
    command.add("-XX:TieredStopAtLevel=1");
    command.addAll(
        List.of(
            "-cp",
            Jvm.classPath(),
            BrokerMain.class.getName(),
            address,
            Integer.toString(port),
            Integer.toString(controllerPort),
            directory.resolve("data").toString()));
    process = ChildProcess.start("broker", command, Map.of(), directory.resolve("broker.log"));
  }

  /**
   * @throws IllegalStateException with the end of the broker's log when it does not serve in time
   */
  public void awaitServing(Duration limit) {
    // A request that reaches the port before the broker serves may stay without an answer: ask
    // again.
    try (Admin admin = admin(PROBE, limit)) {
      admin.describeCluster().nodes().get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException(
          "the broker does not serve within " + limit + ":\n" + process.logTail(30), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Creates a topic with one replica; nothing happens when it is there. */
  public void createTopic(String name, int partitions) {
    try (Admin admin = admin()) {
      admin.createTopics(List.of(new NewTopic(name, partitions, (short) 1))).all().get();
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof TopicExistsException)) {
        throw new IllegalStateException("topic " + name + " cannot be created", e);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** An administration client of the caller's own. */
  public Admin admin() {
    return admin(START.dividedBy(2), START);
  }

  /** An orderly stop: SIGTERM. */
  public void stop() {
    process.stop();
  }

  /** SIGKILL. */
  public void kill() {
    process.kill();
  }

  /** SIGSTOP. */
  public void freeze() {
    process.freeze();
  }

  /** SIGCONT. */
  public void thaw() {
    process.thaw();
  }

  @Override
  public void close() {
    if (process != null) {
      process.close();
    }
  }

  private Admin admin(Duration request, Duration call) {
    return Admin.create(
        Map.of(
            AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
            bootstrapServers(),
            AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
            (int) request.toMillis(),
            AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
            (int) call.toMillis(),
            AdminClientConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG,
            200L));
  }
}
