package dev.slotwright.world.kubernetes;

import dev.slotwright.world.process.ChildProcess;
import io.fabric8.kubernetes.api.model.Lifecycle;
import io.fabric8.kubernetes.api.model.LifecycleBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * A pod's preStop hook: the server is told to end only when the hook has, or the grace period is
 * over.
 */
final class PreStop {
  static final String SCRIPT = "pre-stop.sh";

  /** Where the chart has it. */
  private static final Path SOURCE = Path.of("helm/slotwright/scripts", SCRIPT);

  private PreStop() {}

  static String script() {
    try {
      return Files.readString(SOURCE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * As the chart has it, with 10 s for the controller, 4 s for a failover of its own and 4 s for
   * clients.
   */
  static Lifecycle lifecycle(String directory, int port) {
    return new LifecycleBuilder()
        .withNewPreStop()
        .withNewExec()
        .withCommand(
            "sh",
            "-c",
            "exec sh %s/%s 10 4 4 redis-cli -h \"$MY_POD_IP\" -p %d"
                .formatted(directory, SCRIPT, port))
        .endExec()
        .endPreStop()
        .build();
  }

  /** Runs a hook until it ends, but not longer than to the end of the grace period. */
  static void run(
      List<String> command, Map<String, String> environment, Path log, Instant deadline) {
    if (command.isEmpty()) {
      return;
    }
    Duration left = Duration.between(Instant.now(), deadline);
    try (ChildProcess hook = ChildProcess.start("preStop hook", command, environment, log)) {
      hook.awaitExit(left.isNegative() ? Duration.ZERO : left);
    } catch (IllegalStateException overrun) {
      System.getLogger(PreStop.class.getName())
          .log(System.Logger.Level.INFO, "preStop hook cut off: " + overrun.getMessage());
    }
  }
}
