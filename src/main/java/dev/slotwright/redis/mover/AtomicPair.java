package dev.slotwright.redis.mover;

import dev.slotwright.cluster.SlotSet;
import dev.slotwright.control.SlotMover;
import dev.slotwright.operation.RetryCause;
import dev.slotwright.plan.SlotMove;
import dev.slotwright.policy.Execution;
import dev.slotwright.redis.ServerErrorException;
import dev.slotwright.redis.mover.atomic.NodeCall;
import dev.slotwright.redis.mover.atomic.ServerMigration;
import dev.slotwright.redis.mover.atomic.ServerTask;
import dev.slotwright.redis.mover.atomic.SlotChunks;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jboss.logging.Logger;

/**
 * Moves the slots of one pair by the servers' own migration: pieces of bounded size, one task at a
 * time. A piece that fails is tried again in halves, later each time.
 */
final class AtomicPair implements PairTransport, Settling.Work {
  private static final Logger LOG = Logger.getLogger(AtomicPair.class);

  private final OrderContext order;
  private final PairSeeker seeker;
  private final ServerMigration protocol;
  private final Settling settling;
  private Pair pair;
  private ReplicaBackpressure replicas;
  private long chunkAt;
  private SlotSet begun = SlotSet.EMPTY;
  private SlotSet finished = SlotSet.EMPTY;

  AtomicPair(OrderContext order, PairSeeker seeker, Pair pair, ServerMigration protocol) {
    this.order = order;
    this.seeker = seeker;
    this.pair = pair;
    this.protocol = protocol;
    // A task that runs cannot be paused: its clock is that of the wall.
    this.settling = new Settling(order, System::nanoTime, () -> 0);
  }

  @Override
  public Pair pair() {
    return pair;
  }

  /** Slots that are at their target and told of. */
  SlotSet finished() {
    return finished;
  }

  /**
   * {@inheritDoc}
   *
   * @throws TaskFailed when the servers keep failing; nothing is in flight then
   */
  @Override
  public void move(SlotSet slots) {
    AtomicSettings settings = order.settings().atomic();
    Deque<SlotSet> chunks =
        new ArrayDeque<>(
            SlotChunks.of(slots, order.bytes(), settings.chunkBytes(), protocol.mostRanges()));
    int failures = 0;
    order.progress().uses(Execution.Transport.ATOMIC);
    while (!chunks.isEmpty()) {
      order.pace().awaitOpening();
      if (order.stopping().get()) {
        break;
      }
      SlotSet chunk = chunks.poll();
      chunkAt = System.nanoTime();
      try {
        settling.settle(chunk, this);
        failures = 0;
      } catch (TaskFailed e) {
        failures++;
        order.progress().retried(RetryCause.SERVER_ERROR);
        LOG.warnf(
            "atomic task failed pair=%s failures=%d why=%s", pair.name(), failures, e.getMessage());
        if (failures >= settings.attempts()) {
          throw e;
        }
        SlotChunks.halves(chunk.minus(finished)).reversed().forEach(chunks::addFirst);
        Waiting.pause(settings.firstPause().multipliedBy(1L << (failures - 1)));
      }
    }
    if (!finished.isEmpty()) {
      new TaskFollower(order, pair, protocol).awaitTrimmed(pair.source());
    }
  }

  @Override
  public void close() {
    pair.close();
  }

  /**
   * Waits for the tasks that an earlier mover left between the two, or cancels them when the order
   * is stopped. What they have moved is at its target when the order begins.
   *
   * @param mayGo whether a task is part of the order
   * @throws MoveFailure when another task is in flight at either end
   */
  void adopt(Predicate<ServerTask> mayGo) {
    TasksInFlight tasks = new TasksInFlight(protocol, pair);
    for (ServerTask task : tasks.all()) {
      if (!mayGo.test(task)) {
        throw TasksInFlight.foreign(task);
      }
      if (tasks.between(task)) {
        LOG.infof(
            "atomic task adopted task=%s pair=%s slots=%s", task.id(), pair.name(), task.slots());
        try {
          new TaskFollower(order, pair, protocol).follow(task);
        } catch (TaskFailed e) {
          LOG.warnf("adopted task failed pair=%s why=%s", pair.name(), e.getMessage());
        }
      }
    }
  }

  @Override
  public void seek(SlotSet chunk) {
    pair = seeker.find(pair, chunk);
  }

  @Override
  public void attempt(SlotSet chunk) {
    Optional<ServerTask> inFlight = new TasksInFlight(protocol, pair).within(chunk);
    SelfView source = pair.readSource();
    SelfView target = pair.readTarget();
    SlotStates states = SlotStates.of(chunk, pair, source, target);
    if (inFlight.isEmpty() && !states.unfinished().isEmpty()) {
      SlotCloser closer = new SlotCloser(pair);
      SlotSet slots = states.unfinished();
      SlotSet lost = closer.outbid(slots, closer.release(slots), target);
      if (!lost.isEmpty()) {
        throw SlotCloser.lost(pair, lost);
      }
    }
    count(states.done().plus(inFlight.isEmpty() ? states.unfinished() : SlotSet.EMPTY));
    if (!states.begun().isEmpty()) {
      throw new TaskFailed("slots %s are open for MIGRATE".formatted(states.begun()));
    }
    if (inFlight.isPresent() || !states.fresh().isEmpty() && !order.stopping().get()) {
      carry(inFlight, states.fresh(), pair.readSource().slots().minus(chunk));
    }
  }

  private void carry(Optional<ServerTask> inFlight, SlotSet fresh, SlotSet staying) {
    ReplicaBackpressure before = replicas;
    replicas = new ReplicaBackpressure(pair.target(), order);
    if (before != null) {
      replicas.inherit(before);
    }
    replicas.begin();
    replicas.hold(order.settings().replicaWindowBytes());
    TaskFollower follower = new TaskFollower(order, pair, protocol);
    SlotSet slots = inFlight.map(ServerTask::slots).orElse(fresh);
    begun = begun.plus(slots);
    if (inFlight.isEmpty()) {
      new TargetRoom(pair).requireFor(fresh);
    }
    try (WriteProbe probe =
        new WriteProbe(order.line(pair.source().address()), staying, slots, order.progress())) {
      ServerTask task = inFlight.orElseGet(() -> started(fresh));
      LOG.infof(
          "atomic task followed task=%s pair=%s slots=%s", task.id(), pair.name(), task.slots());
      if (follower.follow(task)) {
        report(slots, Math.max(follower.writePauseMillis(), probe.longestMillis()));
      }
    }
  }

  private ServerTask started(SlotSet slots) {
    NodeCall source = TaskFollower.call(pair.source());
    NodeCall target = TaskFollower.call(pair.target());
    try {
      String id = protocol.start(source, target, pair.targetId(), slots);
      return protocol
          .task(protocol.drivenByTarget() ? target : source, id)
          .orElseThrow(() -> new TaskFailed("the server forgot task " + id));
    } catch (ServerErrorException e) {
      throw new TaskFailed(e.getMessage());
    }
  }

  /** Slots that were at the target before this mover came count, but nobody is told of them. */
  private void count(SlotSet done) {
    SlotSet own = done.intersect(begun).minus(finished);
    if (!own.isEmpty()) {
      report(own, 0);
    }
    SlotSet elsewhere = done.minus(finished);
    if (!elsewhere.isEmpty()) {
      finished = finished.plus(elsewhere);
      order.progress().skipped(elsewhere.size(), order.bytesOf(elsewhere));
    }
  }

  private void report(SlotSet taken, double pauseMillis) {
    long bytes = order.bytesOf(taken);
    long keys = keys(taken);
    finished = finished.plus(taken);
    order.progress().keys(keys, pauseMillis);
    order.progress().moved(taken.size(), bytes);
    order
        .moved()
        .accept(
            new SlotMover.Moved(
                new SlotMove(pair.sourceId(), pair.targetId(), taken, bytes),
                keys,
                order.bytes().estimated(),
                pauseMillis,
                Execution.Transport.ATOMIC,
                (System.nanoTime() - chunkAt) / 1e9));
  }

  /** What the target holds of the slots right after it has taken them. */
  private long keys(SlotSet slots) {
    List<Answer> counts = pair.target().ask(slots.stream().mapToObj(SetSlot::count).toList());
    return counts.stream().mapToLong(count -> count.orThrow().number()).sum();
  }
}
