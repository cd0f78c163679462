package dev.slotwright.redis.mover;

import dev.slotwright.cluster.ClusterView;
import dev.slotwright.control.Credentials;
import dev.slotwright.control.MoveListener;
import dev.slotwright.control.SettingsJournal;
import dev.slotwright.control.SlotMover;
import dev.slotwright.load.SlotBytes;
import dev.slotwright.operation.MovePace;
import dev.slotwright.operation.MoveStatus;
import dev.slotwright.plan.SlotMove;
import dev.slotwright.policy.Execution;
import dev.slotwright.redis.NodeConnections;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.jboss.logging.Logger;

/**
 * The slot mover: each pair of nodes on a platform daemon thread of its own. MIGRATE works on every
 * Redis from 5.0 and every Valkey; where both ends offer a migration of their own, that is taken
 * unless the order says otherwise.
 */
public final class LettuceSlotMover implements SlotMover {
  private static final Logger LOG = Logger.getLogger(LettuceSlotMover.class);
  private static final Duration CLOSING = Duration.ofSeconds(10);
  private static final Execution REPAIR =
      new Execution(16, Duration.ofMillis(10), Execution.Transport.MIGRATE);

  private final NodeConnections connections;
  private final Credentials credentials;
  private final SettingsJournal journal;
  private final MoverSettings settings;
  private final LineWatch watch;

  /** An order in flight or finished. */
  private record Order(
      Thread thread, OrderContext context, AtomicBoolean stopping, MoveStatus[] outcome) {
    MoveProgress progress() {
      return context.progress();
    }
  }

  private Order order;
  private MovePace pace = MovePace.FULL;

  /**
   * @param connections closed with this
   * @param credentials what a source logs in to a target with; the same as of {@code connections}
   * @param journal where settings of nodes are written down before they are changed
   */
  public LettuceSlotMover(
      NodeConnections connections, Credentials credentials, SettingsJournal journal) {
    this(connections, credentials, journal, MoverSettings.defaults(), LineWatch.NONE);
  }

  /**
   * @param permitted is asked before every command: what was begun under a lease that is lost by
   *     now is not gone on with
   */
  public LettuceSlotMover(
      NodeConnections connections,
      Credentials credentials,
      SettingsJournal journal,
      BooleanSupplier permitted) {
    this(
        connections,
        credentials,
        journal,
        MoverSettings.defaults(),
        LineWatch.whilePermitted(permitted));
  }

  LettuceSlotMover(
      NodeConnections connections,
      Credentials credentials,
      SettingsJournal journal,
      MoverSettings settings,
      LineWatch watch) {
    this.connections = connections;
    this.credentials = credentials;
    this.journal = journal;
    this.settings = settings;
    this.watch = watch;
  }

  @Override
  public synchronized void start(
      ClusterView view,
      List<SlotMove> moves,
      SlotBytes bytes,
      Execution execution,
      MoveListener listener) {
    if (running()) {
      throw new IllegalStateException("an order to move slots is running");
    }
    int slots = moves.stream().mapToInt(move -> move.slots().size()).sum();
    long sum = moves.stream().mapToLong(move -> bytes.total(move.slots())).sum();
    AtomicBoolean stopping = new AtomicBoolean();
    PaceControl control = new PaceControl(pace, stopping);
    MoveProgress progress = new MoveProgress(slots, sum, control);
    OrderContext context = context(execution, bytes, progress, listener, control, stopping);
    MoveStatus[] outcome = new MoveStatus[1];
    Thread thread =
        Thread.ofVirtual()
            .name("slot-mover")
            .unstarted(() -> run(new OrderRun(context, view, moves), progress, outcome));
    order = new Order(thread, context, stopping, outcome);
    LOG.infof("move starts slots=%d pairs=%d bytes=%d", slots, moves.size(), sum);
    thread.start();
  }

  private void run(OrderRun run, MoveProgress progress, MoveStatus[] outcome) {
    MoveStatus result = null;
    try {
      result = run.run();
    } catch (RuntimeException e) {
      LOG.error("move ended by an unexpected error", e);
      result = new MoveStatus.Failed(progress.snapshot(), "unexpected: " + e, true);
    } finally {
      synchronized (this) {
        outcome[0] =
            result == null
                ? new MoveStatus.Failed(progress.snapshot(), "the mover died", true)
                : result;
      }
    }
  }

  @Override
  public synchronized MoveStatus status() {
    if (order == null) {
      return new MoveStatus.Idle();
    }
    MoveStatus outcome = order.outcome()[0];
    return outcome == null ? new MoveStatus.Running(order.progress().snapshot()) : outcome;
  }

  @Override
  public synchronized void acknowledge() {
    if (!running()) {
      order = null;
    }
  }

  @Override
  public synchronized void pace(MovePace wanted) {
    if (!wanted.equals(pace)) {
      LOG.infof("move pace paused=%s share=%s", wanted.paused(), wanted.share());
      pace = wanted;
    }
    if (order != null) {
      order.context().pace().set(wanted);
    }
  }

  @Override
  public void stop() {
    Order current = current();
    if (current != null) {
      current.stopping().set(true);
      join(current.thread(), Duration.ofNanos(Long.MAX_VALUE));
    }
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalStateException when an order is running
   */
  @Override
  public List<String> closeOpenSlots(ClusterView view) {
    if (running()) {
      throw new IllegalStateException("an order to move slots is running");
    }
    OrderContext context = repair();
    new NodeSettings(context, view).putBack();
    PairSeeker seeker = new PairSeeker(context, OrderRun.addresses(view));
    List<String> done = new ArrayList<>(new TaskRepair(context, seeker).run());
    done.addAll(new OpenSlotRepair(context, seeker).run());
    done.addAll(new Leftovers(context, seeker).sweep());
    return List.copyOf(done);
  }

  @Override
  public boolean putBackSettings(ClusterView view) {
    return !running() && new NodeSettings(repair(), view).putBack();
  }

  private OrderContext repair() {
    AtomicBoolean stopping = new AtomicBoolean();
    PaceControl full = new PaceControl(MovePace.FULL, stopping);
    MoveProgress progress = new MoveProgress(0, 0, full);
    return context(REPAIR, SlotBytes.uniform(0), progress, moved -> {}, full, stopping);
  }

  /** Ends an order within 10 s; what is then still open is closed by the next repair. */
  @Override
  public void close() {
    Order current = current();
    if (current != null) {
      current.stopping().set(true);
      if (!join(current.thread(), CLOSING)) {
        current.thread().interrupt();
        join(current.thread(), CLOSING);
      }
    }
    connections.close();
  }

  private synchronized Order current() {
    return order;
  }

  private synchronized boolean running() {
    return order != null && order.outcome()[0] == null;
  }

  private static boolean join(Thread thread, Duration limit) {
    try {
      return thread.join(limit);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private OrderContext context(
      Execution execution,
      SlotBytes bytes,
      MoveProgress progress,
      MoveListener listener,
      PaceControl control,
      AtomicBoolean stopping) {
    return new OrderContext(
        connections,
        credentials,
        watch,
        settings,
        journal,
        execution,
        bytes,
        progress,
        listener,
        control,
        stopping);
  }
}
