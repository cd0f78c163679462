package dev.slotwright.bench.mover;

import dev.slotwright.bench.mover.load.OpenLoop;
import dev.slotwright.policy.Execution;
import dev.slotwright.world.process.WorldDirectory;
import dev.slotwright.world.redis.RedisBinary;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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
      names = "--load",
      description = "Without a load first, then once more while clients are at work.")
  private boolean load;

  @Option(
      names = "--clients",
      split = ",",
      description = "lettuce, jedis",
      defaultValue = "lettuce,jedis")
  private List<OpenLoop.Client> clients;

  @Option(
      names = "--load-share",
      description = "Of what the cluster takes from the client.",
      defaultValue = "0.5")
  private double share;

  @Option(
      names = "--load-rate",
      description = "Operations a second instead; 0 for the share.",
      defaultValue = "0")
  private double rate;

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
      names = "--warm-ups",
      description = "Moves there and back before the one of a warm JVM; 0 for no such run.",
      defaultValue = "3")
  private int warmUps;

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
        "Ours: %d open slots a pair, at most %d ms a MIGRATE, -Xmx%dm; warm: after %d moves there"
            + " and back in one JVM.%n",
        openSlots,
        pauseMillis,
        heapMebibytes,
        warmUps);
    boolean complete = true;
    try (WorldDirectory logs = new WorldDirectory("bench")) {
      Rounds rounds = new Rounds(binary, replicas, logs.path());
      for (Shape each : Shape.named(shape)) {
        Shape scaled = each.scaled(keysScale);
        SpeedTable table = new SpeedTable(scaled);
        for (int run = 0; run < runs; run++) {
          for (Contestant contestant : contestants()) {
            complete &= rounds.unloaded(contestant, scaled, table);
          }
        }
        System.out.println("\n" + table.markdown());
        complete &= !load || loaded(rounds, scaled, table);
      }
    }
    return complete ? 0 : 1;
  }

  private boolean loaded(Rounds rounds, Shape scaled, SpeedTable unloaded) {
    LoadTable table = new LoadTable(scaled, unloaded);
    boolean complete = true;
    for (OpenLoop.Client client : clients) {
      for (Contestant contestant : contestants()) {
        complete &=
            rounds.loaded(contestant, scaled, new LoadedRun.Load(client, share, rate), table);
      }
    }
    System.out.println("\n" + table.markdown());
    return complete;
  }

  private List<Contestant> contestants() {
    Duration limit = Duration.ofMinutes(limitMinutes);
    List<Contestant> all = new ArrayList<>();
    pipelines.forEach(pipeline -> all.add(new RedisCliRebalance(pipeline, limit)));
    for (Execution.Transport transport :
        List.of(Execution.Transport.MIGRATE, Execution.Transport.ATOMIC)) {
      Execution execution = new Execution(openSlots, Duration.ofMillis(pauseMillis), transport);
      all.add(new MoverProcess(execution, 0, heapMebibytes, javaOptions, showMover, limit));
      if (warmUps > 0 && !load) {
        all.add(new MoverProcess(execution, warmUps, heapMebibytes, javaOptions, showMover, limit));
      }
      all.add(new PackagedRebalance(execution, heapMebibytes, showMover, limit));
    }
    all.add(new ServerCommand(limit));
    if (!load) {
      all.add(new MigrateCeiling(limit));
      all.add(new CopyCeiling(limit));
    }
    all.removeIf(c -> !only.isEmpty() && only.stream().noneMatch(c.name()::contains));
    return all;
  }
}
