package dev.slotwright.world.redis;

import dev.slotwright.world.process.ChildProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/** One running server, bound to its own loopback address only. */
public final class RedisProcess implements AutoCloseable {
  private static final Duration PROBE = Duration.ofSeconds(1);
  private static final Pattern LOADING = Pattern.compile("loading:1|async_loading:1");

  private final ChildProcess process;
  private final String address;
  private final int port;
  private final String password;
  private final Tls tls;

  private RedisProcess(ChildProcess process, Place place) {
    this.process = process;
    this.address = place.address();
    this.port = place.port();
    this.password = place.password();
    this.tls = place.tls();
  }

  /**
   * Where a server runs.
   *
   * @param directory its data
   * @param log receives what the server prints
   * @param password null for none; what {@code arguments} set as requirepass
   * @param tls null for plain TCP; else the port speaks TLS alone
   */
  public record Place(
      String address, int port, Path directory, Path log, String password, Tls tls) {
    public Place(String address, int port, Path directory, Path log, String password) {
      this(address, port, directory, log, password, null);
    }
  }

  /**
   * Starts a server with the given arguments (a configuration file, {@code --name value} pairs),
   * bound to its place. Returns at once.
   */
  public static RedisProcess start(RedisBinary binary, Place place, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(binary.executable().toString());
    command.addAll(arguments);
    String port = Integer.toString(place.port());
    command.addAll(List.of("--bind", place.address()));
    command.addAll(
        place.tls() == null ? List.of("--port", port) : List.of("--port", "0", "--tls-port", port));
    if (place.tls() != null) {
      command.addAll(place.tls().arguments());
    }
    command.addAll(
        List.of("--dir", place.directory().toString(), "--logfile", "", "--daemonize", "no"));
    command.addAll(List.of("--pidfile", place.directory().resolve("server.pid").toString()));
    try {
      Files.createDirectories(place.directory());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new RedisProcess(
        ChildProcess.start(
            "server at " + place.address() + ":" + place.port(), command, Map.of(), place.log()),
        place);
  }

  public String address() {
    return address;
  }

  public int port() {
    return port;
  }

  public String endpoint() {
    return address + ":" + port;
  }

  public ChildProcess process() {
    return process;
  }

  /** A connection of the caller's own, authenticated; 5 s for connect and each read. */
  public RedisConnection connect() {
    return RedisConnection.open(address, port, password, tls, Duration.ofSeconds(5));
  }

  /** One command on a connection of its own. */
  public Object call(String... command) {
    try (RedisConnection connection = connect()) {
      return connection.call(command);
    }
  }

  /** Whether the server answers a PING and has loaded its data, within a second. */
  public boolean answers() {
    if (!process.isAlive()) {
      return false;
    }
    try (RedisConnection probe = RedisConnection.open(address, port, password, tls, PROBE)) {
      return "PONG".equals(probe.call("PING"))
          && !LOADING.matcher((String) probe.call("INFO", "persistence")).find();
    } catch (UncheckedIOException | RedisConnection.RedisError notYet) {
      return false;
    }
  }

  /**
   * @throws IllegalStateException with the end of the server's log when it has ended instead
   */
  public void awaitAnswering(Duration limit) {
    Awaitility.await("server at " + endpoint())
        .atMost(limit)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(25))
        .until(
            () -> {
              if (!process.isAlive()) {
                throw new IllegalStateException(
                    "server at " + endpoint() + " has ended:\n" + process.logTail(20));
              }
              return answers();
            });
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
    process.close();
  }
}
