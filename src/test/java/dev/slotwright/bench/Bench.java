package dev.slotwright.bench;

import dev.slotwright.bench.mover.MoverBenchmark;
import dev.slotwright.world.process.QuietLogs;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code ./slotwright bench NAME}. A new benchmark is a subcommand named here. */
@Command(
    name = "bench",
    description = "Measures on this machine; see docs/performance.md.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "NAME",
    subcommands = {VerdictBenchmark.class, JudgementBenchmark.class, MoverBenchmark.class})
public final class Bench {
  private Bench() {}

  public static void main(String... args) {
    QuietLogs.of("io.lettuce", "io.netty", "org.apache.kafka", "io.fabric8", "okhttp3", "io.vertx");
    System.exit(
        new CommandLine(new Bench()).setCaseInsensitiveEnumValuesAllowed(true).execute(args));
  }
}
