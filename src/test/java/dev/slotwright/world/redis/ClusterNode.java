package dev.slotwright.world.redis;

import dev.slotwright.world.process.ChildProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;

/** One node of a {@link LocalCluster}: may be killed, frozen, and started again on its data. */
public final class ClusterNode implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  private final LocalCluster.Settings settings;
  private final RedisProcess.Place place;
  private RedisProcess process;
  private String id;

  /**
   * @param first for the first start only, behind what the settings say
   */
  ClusterNode(
      LocalCluster.Settings settings,
      Tls tls,
      String address,
      int port,
      Path directory,
      List<String> first) {
    this.settings = settings;
    this.place =
        new RedisProcess.Place(
            address, port, directory, directory.resolve("server.log"), settings.password(), tls);
    List<String> arguments = arguments();
    arguments.addAll(first);
    this.process = RedisProcess.start(settings.binary(), place, arguments);
  }

  public String address() {
    return place.address();
  }

  public int port() {
    return place.port();
  }

  public String endpoint() {
    return place.address() + ":" + place.port();
  }

  /** The node's id; changes only by CLUSTER RESET HARD, after which {@link #readId()} is due. */
  public synchronized String id() {
    return id == null ? readId() : id;
  }

  /** Asks the server for its id again. */
  public synchronized String readId() {
    id = (String) call("CLUSTER", "MYID");
    return id;
  }

  public boolean isAlive() {
    return process.process().isAlive();
  }

  public ChildProcess process() {
    return process.process();
  }

  /** One command on a connection of its own. */
  public Object call(String... command) {
    return process.call(command);
  }

  public RedisConnection connect() {
    return process.connect();
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

  /** Starts the killed server again: same address, same data. */
  public void restart() {
    process.close();
    process = RedisProcess.start(settings.binary(), place, arguments());
    awaitAnswering();
  }

  void awaitAnswering() {
    process.awaitAnswering(LIMIT);
  }

  void awaitSynced() {
    Awaitility.await("replica " + endpoint())
        .atMost(LIMIT)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(50))
        .until(() -> ((String) call("INFO", "replication")).contains("master_link_status:up"));
  }

  boolean isOk(int size) {
    String info = (String) call("CLUSTER", "INFO");
    return info.contains("cluster_state:ok") && info.contains("cluster_known_nodes:" + size + "\r");
  }

  void addSlots(IntStream slots) {
    List<String> command = new ArrayList<>(List.of("CLUSTER", "ADDSLOTS"));
    slots.mapToObj(Integer::toString).forEach(command::add);
    call(command.toArray(String[]::new));
  }

  @Override
  public void close() {
    process.close();
  }

  private List<String> arguments() {
    List<String> arguments =
        new ArrayList<>(
            Arrays.asList(
                "--cluster-enabled", "yes",
                "--cluster-node-timeout", Long.toString(settings.nodeTimeout().toMillis()),
                "--cluster-announce-ip", place.address(),
                "--protected-mode", "no",
                "--appendonly", "no",
                "--save", "",
                "--repl-diskless-sync-delay", "0"));
    if (settings.password() != null) {
      arguments.addAll(
          List.of("--requirepass", settings.password(), "--masterauth", settings.password()));
    }
    arguments.addAll(settings.arguments());
    return arguments;
  }
}
