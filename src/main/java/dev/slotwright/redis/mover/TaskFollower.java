package dev.slotwright.redis.mover;

import dev.slotwright.cluster.SlotSet;
import dev.slotwright.redis.InfoParser;
import dev.slotwright.redis.mover.atomic.NodeCall;
import dev.slotwright.redis.mover.atomic.ServerMigration;
import dev.slotwright.redis.mover.atomic.ServerTask;
import dev.slotwright.redis.mover.atomic.ServerTask.Stage;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Follows one task of the servers to its end. It has succeeded when both ends say so and both own
 * words of the slots agree; when it has failed, hangs, or the order is stopped, it is cancelled at
 * both ends and its slots are seen at the source.
 */
final class TaskFollower {
  private static final Logger LOG = Logger.getLogger(TaskFollower.class);
  private static final Duration SHORTEST_POLL = Duration.ofMillis(5);
  private static final Duration LONGEST_POLL = Duration.ofMillis(100);
  private static final int POLLS_PER_AGE = 20;

  private final OrderContext order;
  private final Pair pair;
  private final ServerMigration protocol;
  private final NodeCall source;
  private final NodeCall target;
  private final TargetRoom room;
  private double writePauseMillis;

  TaskFollower(OrderContext order, Pair pair, ServerMigration protocol) {
    this.order = order;
    this.pair = pair;
    this.protocol = protocol;
    this.source = call(pair.source());
    this.target = call(pair.target());
    this.room = new TargetRoom(pair);
  }

  static NodeCall call(NodeLine line) {
    return request -> line.ask(List.of(request)).getFirst().orThrow();
  }

  /** The longest that a server said it held back writes. */
  double writePauseMillis() {
    return writePauseMillis;
  }

  /**
   * Returns when the target owns the slots, or the order was stopped before it did.
   *
   * @return whether the target owns them
   * @throws TaskFailed when the task has ended without effect
   * @throws MoveFailure when it was cancelled because the target is full
   * @throws Unsettled when the ends do not agree; they have to be read again
   */
  boolean follow(ServerTask task) {
    long begun = System.nanoTime();
    long deadline = begun + limit().toNanos();
    while (true) {
      Optional<ServerTask> atSource = protocol.task(source, task.id());
      Optional<ServerTask> atTarget = protocol.task(target, task.id());
      atSource.ifPresent(this::notePause);
      if (atTarget.isPresent() && atTarget.get().stage() == Stage.COMPLETED) {
        awaitAgreement(task);
        return true;
      }
      Optional<MoveFailure> full = room.exceeded();
      Optional<String> failed =
          full.map(Throwable::getMessage).or(() -> failure(atSource, atTarget));
      boolean late = System.nanoTime() > deadline;
      if (failed.isPresent() || late || order.stopping().get()) {
        String why = failed.orElse(late ? "it took longer than " + limit() : "stopped on request");
        if (ended(task, why)) {
          full.ifPresent(
              lasting -> {
                throw lasting;
              });
          if (failed.isEmpty() && !late) {
            return false;
          }
          throw failed(task, why);
        }
        requirePatience(task, deadline);
      }
      Waiting.pause(poll(System.nanoTime() - begun));
    }
  }

  /** MIGRATE would find the target as full. */
  private RuntimeException failed(ServerTask task, String why) {
    return why.contains("OOM")
        ? MoveFailure.targetFull(
            "the target %s is full (%s): raise its maxmemory, or move less onto it"
                .formatted(pair.target().address(), why))
        : new TaskFailed("%s at %s: %s".formatted(task.name(), pair.name(), why));
  }

  private void notePause(ServerTask task) {
    writePauseMillis = Math.max(writePauseMillis, task.writePauseMillis());
  }

  /** Servers notice a stalled connection themselves; this is for what they do not notice. */
  private Duration limit() {
    long bytes = InfoParser.parse(source.call("INFO", "memory").text()).count("used_memory");
    long rate = order.settings().atomic().slowestBytesPerSecond();
    return order.settings().patience().plusSeconds(bytes / rate);
  }

  private void requirePatience(ServerTask task, long deadline) {
    if (System.nanoTime() > deadline + order.settings().patience().toNanos()) {
      throw MoveFailure.passing(
          "%s neither ends nor can be cancelled; the servers go on with it".formatted(task.name()),
          null);
    }
  }

  /** Why nothing will come of it, by what either end says; empty while it may still succeed. */
  private Optional<String> failure(Optional<ServerTask> atSource, Optional<ServerTask> atTarget) {
    for (Optional<ServerTask> end : List.of(atTarget, atSource)) {
      if (end.isPresent() && end.get().stage() == Stage.RETRYING
          || end.isPresent() && end.get().stage() == Stage.ENDED) {
        return Optional.of(end.get().error().isEmpty() ? end.get().state() : end.get().error());
      }
    }
    boolean forgotten = (protocol.drivenByTarget() ? atTarget : atSource).isEmpty();
    return forgotten ? Optional.of("the server forgot it") : Optional.empty();
  }

  /** Cancels at both ends; false when the target was faster, or has not let go yet. */
  private boolean ended(ServerTask task, String why) {
    ServerMigration.Cancelled cancelled = protocol.cancel(source, target, task);
    LOG.infof(
        "atomic task cancelled task=%s pair=%s result=%s why=%s",
        task.id(), pair.name(), cancelled, why);
    return switch (cancelled) {
      case ENDED -> {
        awaitTrimmed(pair.target());
        requireAtSource(task.slots());
        yield true;
      }
      case TOO_LATE, NOT_YET -> false;
    };
  }

  private void requireAtSource(SlotSet slots) {
    SlotSet missing = slots.minus(pair.readSource().slots());
    SlotSet taken = slots.intersect(pair.readTarget().slots());
    if (!missing.isEmpty() || !taken.isEmpty()) {
      throw new Unsettled(
          "after a cancelled task slots %s of %s are not at the source"
              .formatted(missing.plus(taken), pair.name()));
    }
  }

  private void awaitAgreement(ServerTask task) {
    long deadline = System.nanoTime() + order.settings().agreement().toNanos();
    while (true) {
      SelfView giver = Pair.view(pair.source().ask(List.of(SetSlot.NODES)).getFirst());
      SelfView taker = pair.readTarget();
      Optional<ServerTask> atSource = protocol.task(source, task.id());
      atSource.ifPresent(this::notePause);
      boolean agreed =
          task.slots().minus(taken(giver)).isEmpty()
              && giver.slots().intersect(task.slots()).isEmpty()
              && task.slots().minus(taker.slots()).isEmpty();
      if (agreed && atSource.stream().noneMatch(ServerTask::inFlight)) {
        return;
      }
      if (System.nanoTime() > deadline) {
        throw new Unsettled("the ends of " + task.name() + " do not agree on its slots");
      }
      Waiting.pause(SHORTEST_POLL);
    }
  }

  /** What the source believes to be the target's. */
  private SlotSet taken(SelfView giver) {
    SelfView.Peer taker = giver.peers().get(pair.targetId());
    return taker == null ? SlotSet.EMPTY : taker.slots();
  }

  /** Until the node has deleted what it lost or did not get; goes on when that takes too long. */
  void awaitTrimmed(NodeLine node) {
    long deadline = System.nanoTime() + order.settings().patience().toNanos();
    while (protocol.trimming(call(node))) {
      if (System.nanoTime() > deadline) {
        LOG.warnf("node is still trimming node=%s", node.address());
        return;
      }
      Waiting.pause(LONGEST_POLL);
    }
  }

  private static Duration poll(long ageNanos) {
    Duration wanted = Duration.ofNanos(ageNanos / POLLS_PER_AGE);
    if (wanted.compareTo(SHORTEST_POLL) < 0) {
      return SHORTEST_POLL;
    }
    return wanted.compareTo(LONGEST_POLL) > 0 ? LONGEST_POLL : wanted;
  }
}
