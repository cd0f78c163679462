package dev.slotwright.bench.mover;

import dev.slotwright.world.redis.RedisBinary;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** Runs contestants, each on a cluster of its own; who fails is named and the others go on. */
record Rounds(RedisBinary server, int replicas, Path logs) {

  /** Whether it ran, or cannot on this server. */
  boolean unloaded(Contestant contestant, Shape shape, SpeedTable table) {
    if (shape.keys() == 0 && contestant.name().startsWith("ceiling")) {
      return true;
    }
    return run(
        contestant,
        shape,
        table::absent,
        cluster -> {
          Contents before = Contents.of(cluster);
          Result result = Result.verified(contestant, cluster, before, contestant.run(cluster));
          table.add(result);
          progress(shape, result, "");
        });
  }

  /** The same while a client is at work. */
  boolean loaded(Contestant contestant, Shape shape, LoadedRun.Load load, LoadTable table) {
    return run(
        contestant,
        shape,
        table::absent,
        cluster -> {
          LoadedRun run = LoadedRun.of(cluster, contestant, load);
          table.add(run);
          progress(shape, run.result(), ", " + load.client() + " at work");
        });
  }

  private boolean run(
      Contestant contestant,
      Shape shape,
      BiConsumer<String, String> absent,
      Consumer<BenchCluster> work) {
    try (BenchCluster cluster = BenchCluster.of(server, replicas, logs, shape)) {
      Optional<String> why = contestant.absent(cluster);
      if (why.isPresent()) {
        absent.accept(contestant.name(), why.orElseThrow());
        return true;
      }
      work.accept(cluster);
      return true;
    } catch (RuntimeException e) {
      System.err.println(shape.name() + ", " + contestant.name() + ": " + e.getMessage());
      absent.accept(contestant.name(), firstLine(e));
      return false;
    }
  }

  private static void progress(Shape shape, Result result, String beside) {
    System.err.printf(
        Locale.ROOT,
        "%s, %s%s: %.2f s, %,.0f/s %s%n",
        shape.name(),
        result.contestant(),
        beside,
        result.seconds(),
        result.speed(),
        result.remarks());
  }

  private static String firstLine(RuntimeException e) {
    return String.valueOf(e.getMessage())
        .lines()
        .findFirst()
        .orElse(e.toString())
        .replace('|', '/');
  }
}
