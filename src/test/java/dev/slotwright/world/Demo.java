package dev.slotwright.world;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slotwright.world.demo.DemoScale;
import dev.slotwright.world.demo.DemoStory;
import dev.slotwright.world.demo.DemoSummary;
import dev.slotwright.world.demo.Screen;
import dev.slotwright.world.process.QuietLogs;
import dev.slotwright.world.redis.RedisBinary;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./slotwright demo}. */
@Command(
    name = "demo",
    description =
        "The whole system on this machine: a cluster is formed, grows under load and shrinks again.",
    mixinStandardHelpOptions = true)
public final class Demo implements Callable<Integer> {
  /** How the summary is printed. */
  enum Output {
    TEXT,
    JSON
  }

  @Option(names = "--headless", description = "No progress bars, no browser.")
  private boolean headless;

  @Option(names = "--quick", description = "A smaller and shorter round.")
  private boolean quick;

  @Option(names = "--keep", description = "Stay up afterwards, to look around.")
  private boolean keep;

  @Option(names = "--server", description = "redis-server or valkey-server to run.")
  private String server;

  @Option(names = "--output", description = "text or json", defaultValue = "TEXT")
  private Output output;

  @Option(names = "--seed", description = "Of the load; printed with the results.")
  private long seed = 20260101L;

  public static void main(String... args) {
    System.exit(
        new CommandLine(new Demo()).setCaseInsensitiveEnumValuesAllowed(true).execute(args));
  }

  @Override
  public Integer call() throws IOException {
    QuietLogs.of("io.lettuce", "io.netty", "org.apache.kafka", "io.fabric8", "okhttp3", "io.vertx");
    if (!System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("linux")) {
      System.err.println(
          "slotwright: the demo needs the loopback range 127.0.0.0/8 of Linux or WSL");
      return 2;
    }
    Screen screen = new Screen(System.err, headless);
    RedisBinary binary = server == null ? RedisBinary.find() : RedisBinary.find(Path.of(server));
    try (DemoStory story =
        DemoStory.begin(quick ? DemoScale.QUICK : DemoScale.FULL, binary, seed, screen)) {
      DemoSummary summary = story.tell();
      System.out.println(
          output == Output.JSON
              ? new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(summary)
              : summary.text());
      if (keep) {
        screen.line("still up: " + story.console() + "   Enter ends it");
        System.in.read();
      }
      return summary.good() ? 0 : 1;
    }
  }
}
