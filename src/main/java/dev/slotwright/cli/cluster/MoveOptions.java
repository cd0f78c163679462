package dev.slotwright.cli.cluster;

import dev.slotwright.policy.Execution;
import java.time.Duration;
import java.util.Map;
import picocli.CommandLine.Option;

/** What is to be moved, and how. */
final class MoveOptions {
  private static final Duration SHORTEST = Duration.ofMillis(1);
  private static final Duration LONGEST = Duration.ofSeconds(1);

  @Option(
      names = "--weights",
      split = ",",
      paramLabel = "ID=W",
      description =
          "How much these masters are to hold beside the others' 1: 0 for nothing, else 0.01 to"
              + " 100. A node is named by its id, the beginning of it, or HOST:PORT.")
  private Map<String, Double> weights = Map.of();

  @Option(
      names = "--transport",
      defaultValue = "AUTO",
      description = "auto, migrate or atomic: what carries the keys.")
  private Execution.Transport transport;

  @Option(
      names = "--max-pause",
      defaultValue = "5ms",
      converter = PauseConverter.class,
      paramLabel = "5ms",
      description = "The longest that one MIGRATE should block a server, 1ms to 1s.")
  private Duration maxPause;

  @Option(
      names = "--tolerance",
      defaultValue = "5%",
      converter = PercentConverter.class,
      paramLabel = "5%",
      description = "Share of the mean within which every master is to end, 0%% to 100%%.")
  private double tolerance;

  @Option(
      names = "--open-slots",
      defaultValue = "64",
      paramLabel = "N",
      description =
          "Slots open at once between two masters, 1 to 64; fewer where they hold more than 64 MiB.")
  private int openSlots;

  Map<String, Double> weights() {
    return weights;
  }

  double tolerance() {
    return tolerance;
  }

  /**
   * @throws InvalidInputException when a number is out of its range
   */
  Execution execution() {
    if (openSlots < 1 || openSlots > 64) {
      throw new InvalidInputException("--open-slots " + openSlots + " is outside 1 to 64");
    }
    if (maxPause.compareTo(SHORTEST) < 0 || maxPause.compareTo(LONGEST) > 0) {
      throw new InvalidInputException(
          "--max-pause " + maxPause.toMillis() + "ms is outside 1ms to 1s");
    }
    return new Execution(openSlots, maxPause, transport);
  }
}
