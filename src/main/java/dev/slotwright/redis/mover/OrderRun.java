package dev.slotwright.redis.mover;

import dev.slotwright.cluster.Address;
import dev.slotwright.cluster.ClusterView;
import dev.slotwright.cluster.Node;
import dev.slotwright.cluster.NodeId;
import dev.slotwright.cluster.SlotSet;
import dev.slotwright.control.RefusedException;
import dev.slotwright.control.UnreachableException;
import dev.slotwright.operation.MoveStatus;
import dev.slotwright.plan.SlotMove;
import dev.slotwright.redis.ServerErrorException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/** One order from preflight to the last slot: a thread for each pair that can run beside others. */
final class OrderRun {
  private static final Logger LOG = Logger.getLogger(OrderRun.class);

  private final OrderContext order;
  private final ClusterView view;
  private final List<SlotMove> moves;
  private final Queue<MoveFailure> failures = new ConcurrentLinkedQueue<>();
  private Transports transports;

  /** What the pairs are handed out for. */
  private enum Round {
    /** Slots that are open already: each pair's are brought to an end, whatever another's do. */
    BEGUN,
    /** All others: after a failure no pair begins any more. */
    MOVES
  }

  OrderRun(OrderContext order, ClusterView view, List<SlotMove> moves) {
    this.order = order;
    this.view = view;
    this.moves = PairSchedule.merged(moves);
  }

  /** Runs to its end; what came out. */
  MoveStatus run() {
    try (Transports all = new Transports(order, moves, this::seeker, this::pair);
        NodeSettings settings = new NodeSettings(order, view)) {
      transports = all;
      prepare();
      SettingsOfMove wanted = new SettingsOfMove(view, moves);
      settings.change(transports.allAtomic() ? wanted.drained() : wanted.wanted());
      eachPair(transports::finishOpen, Round.BEGUN);
      eachPair(this::move, Round.MOVES);
      settleViews();
    } catch (RuntimeException e) {
      failed(failure(e));
    }
    return outcome();
  }

  /**
   * Refuses what must not begin. An order that is stopped begins nothing, and no refusal keeps it
   * from ending what an earlier mover has begun.
   */
  private void prepare() {
    try {
      transports.choose();
      if (!order.stopping().get()) {
        new Preflight(order, seeker(), this::pair, transports::atomic).check(moves);
        transports.copyFunctions();
      }
    } catch (RuntimeException e) {
      if (!order.stopping().get()) {
        throw e;
      }
      failed(failure(e));
    }
  }

  private MoveStatus outcome() {
    MoveStatus.Progress progress = order.progress().snapshot();
    MoveFailure failed = failures.peek();
    if (failed != null) {
      String reason = reason(failed);
      LOG.warnf("move failed retryable=%s why=%s", failed.retryable(), reason);
      return new MoveStatus.Failed(progress, reason, failed.retryable(), failed.targetFull());
    }
    if (progress.slotsMoved() < progress.slotsTotal()) {
      return new MoveStatus.Failed(progress, "stopped on request; no slot is open", true);
    }
    LOG.infof("move done slots=%d keys=%d", progress.slotsMoved(), progress.keysMoved());
    return new MoveStatus.Done(progress);
  }

  /** Why the first pair gave up, and what slots the others have left open. */
  private String reason(MoveFailure first) {
    StringBuilder reason = new StringBuilder(first.getMessage());
    for (MoveFailure other : failures) {
      if (other != first && other.leavesOpen()) {
        reason.append("; also: ").append(other.getMessage());
      }
    }
    return reason.toString();
  }

  private void eachPair(Consumer<SlotMove> work, Round round) {
    PairSchedule schedule = new PairSchedule(moves);
    List<Thread> workers = new ArrayList<>();
    for (int i = 0; i < PairSchedule.parallel(moves); i++) {
      workers.add(
          Thread.ofPlatform()
              .daemon()
              .name("slot-mover-" + i)
              .start(() -> work(schedule, work, round)));
    }
    try {
      for (Thread worker : workers) {
        worker.join();
      }
    } catch (InterruptedException e) {
      workers.forEach(Thread::interrupt);
      Thread.currentThread().interrupt();
      throw MoveFailure.passing("the mover was closed", e);
    }
  }

  private void move(SlotMove move) {
    if (!order.stopping().get()) {
      try (PairTransport transport = transports.of(move)) {
        transport.move(transports.left(move));
      }
    }
  }

  private void work(PairSchedule schedule, Consumer<SlotMove> work, Round round) {
    try {
      for (Optional<SlotMove> next = schedule.take(); next.isPresent(); next = schedule.take()) {
        SlotMove move = next.orElseThrow();
        try {
          work.accept(move);
        } catch (RuntimeException e) {
          failed(failure(e));
          if (round == Round.MOVES) {
            schedule.cancel();
          }
        } finally {
          schedule.done(move);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      failed(MoveFailure.passing("the mover was closed", e));
      schedule.cancel();
    } catch (Error e) {
      failed(MoveFailure.leavingOpen("died: " + e + "; slots may be open", e));
      schedule.cancel();
      throw e;
    }
  }

  /**
   * The first is the order's; what follows is told in the log at least. The other pairs finish the
   * slots they have open.
   */
  private void failed(MoveFailure why) {
    failures.add(why);
    if (failures.peek() != why) {
      LOG.errorf("move failed in one more way why=%s", why.getMessage());
    }
    order.stopping().set(true);
  }

  private static MoveFailure failure(RuntimeException e) {
    return switch (e) {
      case MoveFailure failure -> failure;
      case RefusedException refused -> MoveFailure.lasting(refused.getMessage());
      case UnreachableException silent -> MoveFailure.passing(silent.getMessage(), silent);
      case ServerErrorException answer -> MoveFailure.passing(answer.getMessage(), answer);
      case Unsettled unsettled -> MoveFailure.passing(unsettled.getMessage(), unsettled);
      default -> {
        LOG.error("move ended by an unexpected error", e);
        yield MoveFailure.passing("unexpected: " + e, e);
      }
    };
  }

  private void settleViews() {
    List<String> left = Agreement.await(seeker(), order.settings().agreement());
    if (!left.isEmpty()) {
      LOG.warnf("views differ after the move disagreements=%s", left);
    }
    SlotSet moved = moves.stream().map(SlotMove::slots).reduce(SlotSet.EMPTY, SlotSet::plus);
    SlotSet unowned = Agreement.unowned(moved, seeker().ask());
    if (!unowned.isEmpty()) {
      throw MoveFailure.lasting(
          ("nobody owns slots %s after the move: bring their owner back; only when their keys are"
                  + " lost for good, CLUSTER ADDSLOTS on another master")
              .formatted(unowned));
    }
  }

  private PairSeeker seeker() {
    return new PairSeeker(order, addresses(view));
  }

  static Set<Address> addresses(ClusterView view) {
    Set<Address> addresses = new LinkedHashSet<>();
    view.nodes().values().stream()
        .filter(node -> node.health() != Node.Health.NO_ADDRESS)
        .forEach(node -> addresses.add(node.address()));
    return addresses;
  }

  private Pair pair(SlotMove move) {
    return new Pair(
        move.from(),
        order.line(node(move.from()).address()),
        shard(move.from()),
        move.to(),
        order.line(node(move.to()).address()),
        shard(move.to()));
  }

  private Node node(NodeId id) {
    return view.node(id)
        .orElseThrow(() -> MoveFailure.passing("nobody knows node " + id.brief(), null));
  }

  private Set<NodeId> shard(NodeId master) {
    Set<NodeId> shard = new HashSet<>(Set.of(master));
    view.replicasOf(master).forEach(replica -> shard.add(replica.id()));
    return shard;
  }
}
