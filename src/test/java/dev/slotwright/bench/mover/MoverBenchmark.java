package dev.slotwright.bench.mover;

import dev.slotwright.policy.Execution;
import dev.slotwright.world.process.WorldDirectory;
import dev.slotwright.world.redis.RedisBinary;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Every contestant moves the same slots of the same keys, each on a fresh cluster. */
@Command(
    name = "mover",
    description = "The slot mover beside redis-cli and the servers' own migration.",
    mixinStandardHelpOptions = true)
public final class MoverBenchmark implements Callable<Integer> {
  @Option(names = "--server", description = "Executable; default: the embedded Redis 7.0.")
  private Path server;

  @Option(names = "--replicas", description = "Of each master.", defaultValue = "0")
  private int replicas;

  @Option(
      names = "--shape",
      description = "sparse, dense, 1kb, 10kb, one-slot, big-mix, empty or all.",
      defaultValue = "sparse")
  private String shape;

  @Option(names = "--keys-scale", description = "Times the shape's keys.", defaultValue = "1")
  private double keysScale;

  @Option(names = "--runs", description = "Of each contestant.", defaultValue = "1")
  private int runs;

  @Option(
      names = "--only",
      split = ",",
      description = "Contestants whose names contain one of these, e.g. redis-cli,migrate.")
  private List<String> only = List.of();

  @Option(
      names = "--pipelines",
      split = ",",
      description = "What redis-cli is tried with; its default is 10.",
      defaultValue = "10,100,1000")
  private List<Integer> pipelines;

  @Option(names = "--open-slots", description = "Of each pair.", defaultValue = "64")
  private int openSlots;

  @Option(names = "--max-pause", description = "ms of one MIGRATE.", defaultValue = "5")
  private long pauseMillis;

  @Option(names = "--heap", description = "MiB for the mover's JVM.", defaultValue = "64")
  private int heapMebibytes;

  @Option(
      names = "--java-option",
      description = "One more option of the mover's JVM, e.g. a profiler's; may be repeated.")
  private List<String> javaOptions = List.of();

  @Option(names = "--show-mover", description = "Print what the mover's process prints.")
  private boolean showMover;

  @Option(names = "--limit", description = "Minutes for one contestant.", defaultValue = "15")
  private long limitMinutes;

  @Override
  public Integer call() {
    Path directory = Surroundings.workingDirectory();
    RedisBinary binary = server == null ? RedisBinary.embedded() : RedisBinary.of(server);
    System.out.println(Surroundings.line(binary, replicas, directory));
    System.out.printf(
        Locale.ROOT,
        "Ours: %d open slots a pair, at most %d ms a MIGRATE, a fresh JVM with -Xmx%dm.%n",
        openSlots,
        pauseMillis,
        heapMebibytes);
    boolean complete = true;
    try (WorldDirectory logs = new WorldDirectory("bench")) {
      for (Shape each : Shape.named(shape)) {
        Shape scaled = each.scaled(keysScale);
        SpeedTable table = new SpeedTable(scaled);
        for (int run = 0; run < runs; run++) {
          for (Contestant contestant : contestants()) {
            complete &= run(contestant, binary, logs.path(), scaled, table);
          }
        }
        System.out.println("\n" + table.markdown());
      }
    }
    return complete ? 0 : 1;
  }

  private List<Contestant> contestants() {
    Duration limit = Duration.ofMinutes(limitMinutes);
    List<Contestant> all = new ArrayList<>();
    pipelines.forEach(pipeline -> all.add(new RedisCliRebalance(pipeline, limit)));
    for (Execution.Transport transport :
        List.of(Execution.Transport.MIGRATE, Execution.Transport.ATOMIC)) {
      Execution execution = new Execution(openSlots, Duration.ofMillis(pauseMillis), transport);
      all.add(new MoverProcess(execution, heapMebibytes, javaOptions, showMover, limit));
    }
    all.add(new ServerCommand(limit));
    all.add(new MigrateCeiling(limit));
    all.add(new CopyCeiling(limit));
    all.removeIf(c -> !only.isEmpty() && only.stream().noneMatch(c.name()::contains));
    return all;
  }

  /** Whether it ran, or cannot on this server; a failure is shown and the others go on. */
  private boolean run(
      Contestant contestant, RedisBinary binary, Path logs, Shape scaled, SpeedTable table) {
    if (scaled.keys() == 0 && contestant.name().startsWith("ceiling")) {
      return true;
    }
    try (BenchCluster cluster = BenchCluster.of(binary, replicas, logs, scaled)) {
      Optional<String> absent = contestant.absent(cluster);
      if (absent.isPresent()) {
        table.absent(contestant.name(), absent.orElseThrow());
        return true;
      }
      Result result = measured(contestant, cluster);
      table.add(result);
      System.err.printf(
          Locale.ROOT,
          "%s, %s: %.2f s, %,.0f/s %s%n",
          scaled.name(),
          contestant.name(),
          result.seconds(),
          result.speed(),
          result.remarks());
      return true;
    } catch (RuntimeException e) {
      System.err.println(scaled.name() + ", " + contestant.name() + " failed: " + e.getMessage());
      table.absent(contestant.name(), firstLine(e));
      return false;
    }
  }

  private static Result measured(Contestant contestant, BenchCluster cluster) {
    Contents before = Contents.of(cluster);
    Measurement measurement = contestant.run(cluster);
    Contents.Moved moved = before.verify(cluster);
    Shape shape = cluster.shape();
    long plain = moved.keys() - shape.bigKeys();
    long bytes =
        shape.keys() == 0 ? 0 : plain * shape.payload(0) + (long) shape.bigKeys() * Shape.BIG_BYTES;
    return new Result(contestant.name(), measurement, moved, bytes);
  }

  private static String firstLine(RuntimeException e) {
    return String.valueOf(e.getMessage())
        .lines()
        .findFirst()
        .orElse(e.toString())
        .replace('|', '/');
  }
}
