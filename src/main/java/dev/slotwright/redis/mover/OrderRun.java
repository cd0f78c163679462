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
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/** One order from preflight to the last slot: a thread for each pair that can run beside others. */
final class OrderRun {
  private static final Logger LOG = Logger.getLogger(OrderRun.class);

  private final OrderContext order;
  private final ClusterView view;
  private final List<SlotMove> moves;
  private final AtomicReference<MoveFailure> failure = new AtomicReference<>();
  private Transports transports;

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
      transports.choose();
      new Preflight(order, seeker(), this::pair, transports::atomic).check(moves);
      transports.copyFunctions();
      SettingsOfMove wanted = new SettingsOfMove(view, moves);
      settings.change(transports.allAtomic() ? wanted.drained() : wanted.wanted());
      eachPair(transports.begun(), transports::finishOpen);
      eachPair(moves, this::move);
      settleViews();
    } catch (MoveFailure e) {
      failed(e);
    } catch (UnreachableException | ServerErrorException | Unsettled e) {
      failed(MoveFailure.passing(e.getMessage(), e));
    } catch (RefusedException e) {
      failed(MoveFailure.lasting(e.getMessage()));
    }
    return outcome();
  }

  private MoveStatus outcome() {
    MoveStatus.Progress progress = order.progress().snapshot();
    MoveFailure failed = failure.get();
    if (failed != null) {
      LOG.warnf("move failed retryable=%s why=%s", failed.retryable(), failed.getMessage());
      return new MoveStatus.Failed(
          progress, failed.getMessage(), failed.retryable(), failed.targetFull());
    }
    if (progress.slotsMoved() < progress.slotsTotal()) {
      return new MoveStatus.Failed(progress, "stopped on request; no slot is open", true);
    }
    LOG.infof("move done slots=%d keys=%d", progress.slotsMoved(), progress.keysMoved());
    return new MoveStatus.Done(progress);
  }

  private void eachPair(List<SlotMove> pairs, Consumer<SlotMove> work) {
    PairSchedule schedule = new PairSchedule(pairs);
    List<Thread> workers = new ArrayList<>();
    for (int i = 0; i < PairSchedule.parallel(pairs); i++) {
      workers.add(
          Thread.ofPlatform().daemon().name("slot-mover-" + i).start(() -> work(schedule, work)));
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

  private void work(PairSchedule schedule, Consumer<SlotMove> work) {
    try {
      for (Optional<SlotMove> next = schedule.take(); next.isPresent(); next = schedule.take()) {
        SlotMove move = next.orElseThrow();
        try {
          work.accept(move);
        } finally {
          schedule.done(move);
        }
      }
    } catch (MoveFailure e) {
      giveUp(e, schedule);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      giveUp(MoveFailure.passing("the mover was closed", e), schedule);
    } catch (RuntimeException e) {
      LOG.error("move ended by an unexpected error", e);
      giveUp(MoveFailure.passing("unexpected: " + e, e), schedule);
    } catch (Error e) {
      giveUp(MoveFailure.passing("died: " + e + "; slots may be open", e), schedule);
      throw e;
    }
  }

  /** The other pairs finish the slots they have open. */
  private void giveUp(MoveFailure why, PairSchedule schedule) {
    failed(why);
    order.stopping().set(true);
    schedule.cancel();
  }

  /** The first is the order's; what follows is told in the log at least. */
  private void failed(MoveFailure why) {
    if (!failure.compareAndSet(null, why)) {
      failure.get().addSuppressed(why);
      LOG.errorf("move failed in one more way why=%s", why.getMessage());
    }
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
