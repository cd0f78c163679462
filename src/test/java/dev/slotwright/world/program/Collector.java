package dev.slotwright.world.program;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A collector: {@code collect}, which publishes samples of one cluster. */
public final class Collector extends Program {
  private static final int HEAP_MEBIBYTES = 96;

  /**
   * What a collector is told.
   *
   * @param seeds {@code HOST:PORT} of some nodes
   */
  public record Settings(
      String cluster,
      List<String> seeds,
      Path passwordFile,
      Duration interval,
      String bootstrapServers) {}

  public Collector(Settings settings, Path log) {
    super(
        "collector",
        new Launch(
            HEAP_MEBIBYTES,
            List.of("-Dkafka.bootstrap.servers=" + settings.bootstrapServers()),
            List.of(
                "collect",
                "--cluster",
                settings.cluster(),
                "--seed",
                String.join(",", settings.seeds()),
                "--password-file",
                settings.passwordFile().toString(),
                "--interval",
                settings.interval().toMillis() % 1000 == 0
                    ? settings.interval().toSeconds() + "s"
                    : settings.interval().toMillis() + "ms"),
            Map.of()),
        log);
  }
}
