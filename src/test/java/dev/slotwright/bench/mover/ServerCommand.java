package dev.slotwright.bench.mover;

import dev.slotwright.world.redis.ClusterNode;
import dev.slotwright.world.redis.RedisConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/**
 * The server's own migration, driven by hand: one task a pair over the whole range, all pairs
 * started at once, asked every 5 ms until both ends call it done. CLUSTER MIGRATION on Redis 8.4
 * and newer, CLUSTER MIGRATESLOTS on Valkey 9 and newer.
 */
record ServerCommand(Duration limit) implements Contestant {
  private static final Set<String> ENDED = Set.of("failed", "canceled", "cancelled");
  private static final long LOOK_NANOS = 5_000_000;

  @Override
  public String name() {
    return "server's own command, by hand";
  }

  @Override
  public Optional<String> absent(BenchCluster cluster) {
    return absentOn(cluster);
  }

  /** By what the server answers, not by its version. */
  static Optional<String> absentOn(BenchCluster cluster) {
    return offers(cluster.source(0), "cluster|migration")
            || offers(cluster.source(0), "cluster|migrateslots")
        ? Optional.empty()
        : Optional.of("not offered by this server");
  }

  @Override
  public Measurement run(BenchCluster cluster) {
    boolean redis = offers(cluster.source(0), "cluster|migration");
    List<Task> tasks = new ArrayList<>();
    Stopwatch watch = new Stopwatch(cluster);
    for (SlotTransfer transfer : cluster.transfers()) {
      tasks.add(redis ? Task.importing(transfer) : Task.migrating(transfer));
    }
    try {
      while (!allDone(tasks)) {
        if (watch.seconds() > limit.toSeconds()) {
          throw new IllegalStateException("not done after " + limit + ": " + tasks);
        }
        LockSupport.parkNanos(LOOK_NANOS);
      }
      return watch.stop();
    } finally {
      tasks.forEach(Task::close);
    }
  }

  private static boolean allDone(List<Task> tasks) {
    return tasks.stream().allMatch(Task::isDone);
  }

  private static boolean offers(ClusterNode node, String command) {
    try {
      List<?> found = (List<?>) node.call("COMMAND", "INFO", command);
      return !found.isEmpty()
          && found.getFirst() instanceof List<?> described
          && !described.isEmpty();
    } catch (RedisConnection.RedisError unknown) {
      return false;
    }
  }

  /** One pair's migration, looked at from both ends. */
  private record Task(RedisConnection source, RedisConnection target, List<String> ask, String done)
      implements AutoCloseable {

    /** Redis: begun on the target. */
    static Task importing(SlotTransfer transfer) {
      RedisConnection target = transfer.target().connect();
      String first = Integer.toString(transfer.first());
      String last = Integer.toString(transfer.last());
      String id = (String) target.call("CLUSTER", "MIGRATION", "IMPORT", first, last);
      return new Task(
          transfer.source().connect(),
          target,
          List.of("CLUSTER", "MIGRATION", "STATUS", "ID", id),
          "completed");
    }

    /** Valkey: begun on the source. */
    static Task migrating(SlotTransfer transfer) {
      RedisConnection source = transfer.source().connect();
      String first = Integer.toString(transfer.first());
      String last = Integer.toString(transfer.last());
      String node = transfer.target().id();
      source.call("CLUSTER", "MIGRATESLOTS", "SLOTSRANGE", first, last, "NODE", node);
      return new Task(
          source, transfer.target().connect(), List.of("CLUSTER", "GETSLOTMIGRATIONS"), "success");
    }

    boolean isDone() {
      return isDone(target) && isDone(source);
    }

    private boolean isDone(RedisConnection end) {
      List<?> tasks = (List<?>) end.call(ask.toArray(String[]::new));
      List<String> states = tasks.stream().map(task -> state((List<?>) task)).toList();
      if (states.stream().anyMatch(ENDED::contains)) {
        throw new IllegalStateException("the server's migration failed: " + tasks);
      }
      return !states.isEmpty() && states.stream().allMatch(done::equals);
    }

    private static String state(List<?> fields) {
      int at = fields.indexOf("state");
      if (at < 0) {
        throw new IllegalStateException("a migration without a state: " + fields);
      }
      return (String) fields.get(at + 1);
    }

    @Override
    public void close() {
      source.close();
      target.close();
    }
  }
}
