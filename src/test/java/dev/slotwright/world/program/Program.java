package dev.slotwright.world.program;

import dev.slotwright.world.process.ChildProcess;
import dev.slotwright.world.process.Jvm;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * One child process of the packaged program, which may be killed, frozen and started again with the
 * same settings. Its log keeps all its lives.
 */
public class Program implements AutoCloseable {
  /** System property with the path of the packaged program. */
  public static final String APP = "slotwright.app";

  private final String name;
  private final List<String> command;
  private final Map<String, String> environment;
  private final Path log;
  private ChildProcess process;

  /** How the program is run: heap of its JVM, {@code -D} properties, arguments, environment. */
  record Launch(
      int heapMebibytes,
      List<String> properties,
      List<String> arguments,
      Map<String, String> environment) {}

  Program(String name, Launch launch, Path log) {
    this.name = name;
    this.command = new ArrayList<>(Jvm.small(launch.heapMebibytes()));
    command.addAll(launch.properties());
    command.addAll(List.of("-jar", app().toString()));
    command.addAll(launch.arguments());
    this.environment = launch.environment();
    this.log = log;
  }

  /** Whether the program is packaged, so that it can be run. */
  public static boolean isPackaged() {
    return Files.exists(app());
  }

  /** Starts the program and returns at once. */
  public void start() {
    if (!isPackaged()) {
      throw new IllegalStateException(
          "no program at " + app() + "; build it with mvn package, or name it with -D" + APP);
    }
    if (isAlive()) {
      throw new IllegalStateException(name + " runs already");
    }
    process = ChildProcess.start(name, command, environment, log);
  }

  public boolean isAlive() {
    return process != null && process.isAlive();
  }

  public ChildProcess process() {
    return process;
  }

  public Path log() {
    return log;
  }

  /** SIGKILL. */
  public void kill9() {
    process.kill();
  }

  /** SIGTERM, SIGKILL after 10 s. */
  public void stop() {
    process.stop();
  }

  /** SIGSTOP. */
  public void freeze() {
    process.freeze();
  }

  /** SIGCONT. */
  public void thaw() {
    process.thaw();
  }

  /** Kills it where it still runs, and starts it again with the same settings. */
  public void restart() {
    close();
    start();
  }

  @Override
  public void close() {
    if (process != null) {
      process.close();
    }
  }

  static Path app() {
    return Path.of(System.getProperty(APP, "target/quarkus-app/quarkus-run.jar")).toAbsolutePath();
  }
}
