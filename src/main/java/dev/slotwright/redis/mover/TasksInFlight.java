package dev.slotwright.redis.mover;

import dev.slotwright.cluster.SlotSet;
import dev.slotwright.redis.mover.atomic.ServerMigration;
import dev.slotwright.redis.mover.atomic.ServerTask;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The tasks that the two ends of a pair are at work on. */
final class TasksInFlight {
  private final ServerMigration protocol;
  private final Pair pair;

  TasksInFlight(ServerMigration protocol, Pair pair) {
    this.protocol = protocol;
    this.pair = pair;
  }

  /** Each once, whoever told of it. */
  List<ServerTask> all() {
    Map<String, ServerTask> tasks = new LinkedHashMap<>();
    for (NodeLine end : List.of(pair.target(), pair.source())) {
      protocol.tasks(TaskFollower.call(end)).stream()
          .filter(ServerTask::inFlight)
          .forEach(task -> tasks.putIfAbsent(task.id(), task));
    }
    return List.copyOf(tasks.values());
  }

  /** Whether a task goes from this source to this target. */
  boolean between(ServerTask task) {
    return task.source().equals(pair.sourceId()) && task.target().equals(pair.targetId());
  }

  /**
   * The one that moves these slots, or some of them, between the two.
   *
   * @throws MoveFailure when there is another: a foreign one, for nobody else moves slots of a node
   *     that is in this pair
   */
  Optional<ServerTask> within(SlotSet slots) {
    Optional<ServerTask> found = Optional.empty();
    for (ServerTask task : all()) {
      if (!between(task) || !task.slots().minus(slots).isEmpty()) {
        throw foreign(task);
      }
      found = Optional.of(task);
    }
    return found;
  }

  static MoveFailure foreign(ServerTask task) {
    return MoveFailure.passing(
        task.name()
            + " is in flight, which nobody ordered here: another tool is at work; wait for it, or"
            + " cancel it at both ends",
        null);
  }
}
