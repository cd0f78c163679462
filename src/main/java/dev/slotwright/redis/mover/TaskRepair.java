package dev.slotwright.redis.mover;

import dev.slotwright.cluster.NodeId;
import dev.slotwright.control.RefusedException;
import dev.slotwright.control.UnreachableException;
import dev.slotwright.redis.ServerErrorException;
import dev.slotwright.redis.mover.atomic.NodeCall;
import dev.slotwright.redis.mover.atomic.ServerMigration;
import dev.slotwright.redis.mover.atomic.ServerTask;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Brings the servers' own tasks that nobody follows to an end: waits for those that go on by
 * themselves, cancels those that fail again and again.
 */
final class TaskRepair {
  private static final Logger LOG = Logger.getLogger(TaskRepair.class);

  private final OrderContext order;
  private final PairSeeker seeker;

  private record Found(ServerTask task, ServerMigration protocol) {}

  TaskRepair(OrderContext order, PairSeeker seeker) {
    this.order = order;
    this.seeker = seeker;
  }

  /** One line a task. */
  List<String> run() {
    Map<NodeId, SelfView> views = seeker.ask();
    List<String> done = new ArrayList<>();
    Map<String, Found> found = new LinkedHashMap<>();
    for (SelfView view : views.values()) {
      try {
        inFlight(view).forEach(one -> found.putIfAbsent(one.task().id(), one));
      } catch (UnreachableException | ServerErrorException | RefusedException e) {
        LOG.warnf("tasks not asked for node=%s why=%s", view.self().brief(), e.getMessage());
      }
    }
    found.values().forEach(one -> done.add(finished(one, views)));
    done.forEach(line -> LOG.infof("task in flight %s", line));
    return done;
  }

  private List<Found> inFlight(SelfView view) {
    if (!view.master()) {
      return List.of();
    }
    try (NodeLine line = order.line(view.me().address())) {
      NodeCall node = TaskFollower.call(line);
      Optional<ServerMigration> protocol = ServerMigration.offered(node);
      return protocol.stream()
          .flatMap(offered -> offered.tasks(node).stream())
          .filter(ServerTask::inFlight)
          .map(task -> new Found(task, protocol.orElseThrow()))
          .toList();
    }
  }

  private String finished(Found found, Map<NodeId, SelfView> views) {
    ServerTask task = found.task();
    for (NodeId end : List.of(task.source(), task.target())) {
      if (!views.containsKey(end)) {
        return "slots %s not all closed: %s, and %s does not answer"
            .formatted(task.slots(), task.name(), end.brief());
      }
    }
    try (Pair pair = order.pair(new Way(task.source(), task.target()), views)) {
      new TaskFollower(order, pair, found.protocol()).follow(task);
      return "slots %s moved to %s by a task that was in flight"
          .formatted(task.slots(), task.target().brief());
    } catch (TaskFailed e) {
      return "slots %s stay at %s: %s"
          .formatted(task.slots(), task.source().brief(), e.getMessage());
    } catch (MoveFailure
        | Unsettled
        | UnreachableException
        | ServerErrorException
        | RefusedException e) {
      return "slots %s not all closed: %s".formatted(task.slots(), e.getMessage());
    }
  }
}
