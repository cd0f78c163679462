package dev.slotwright.bench.mover;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@code redis-cli --cluster rebalance --cluster-use-empty-masters}, from PATH.
 *
 * @param pipeline keys in a MIGRATE; redis-cli's default is 10
 */
record RedisCliRebalance(int pipeline, Duration limit) implements Contestant {
  static final int DEFAULT_PIPELINE = 10;

  @Override
  public String name() {
    return "redis-cli, pipeline " + pipeline + (pipeline == DEFAULT_PIPELINE ? " (default)" : "");
  }

  @Override
  public Optional<String> absent(BenchCluster cluster) {
    return executable().isPresent()
        ? Optional.empty()
        : Optional.of("no redis-cli on PATH (Debian: apt-get install redis-tools)");
  }

  @Override
  public Measurement run(BenchCluster cluster) {
    List<String> command =
        List.of(
            executable().orElseThrow().toString(),
            "--cluster",
            "rebalance",
            cluster.source(0).endpoint(),
            "--cluster-use-empty-masters",
            "--cluster-threshold",
            "1",
            "--cluster-pipeline",
            Integer.toString(pipeline));
    Stopwatch watch = new Stopwatch(cluster);
    ChildRun run = ChildRun.of("redis-cli", command, cluster.log("redis-cli"), limit);
    if (run.exitCode() != 0) {
      throw new IllegalStateException(
          "redis-cli ended with " + run.exitCode() + ":\n" + run.tail(10));
    }
    return watch.stop(run.seconds(), run.cpuSeconds(), Map.of());
  }

  static Optional<Path> executable() {
    return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
        .map(directory -> Path.of(directory, "redis-cli"))
        .filter(Files::isExecutable)
        .findFirst();
  }
}
