package dev.slotwright.world.load;

import io.lettuce.core.RedisException;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntSupplier;

/**
 * The load's one thread: it alone sends, settles answers and writes the ledger.
 *
 * <p>It wakes once a millisecond and sends what came due; an operation is due at the next full
 * millisecond of the schedule, so that the wake-up itself is not counted as the server's time.
 */
final class LoadLoop implements Runnable {
  private static final long TICK_NANOS = 1_000_000;
  private static final long TENTH_NANOS = 100_000_000;

  /** What this JVM takes to load and compile the client says nothing of the cluster. */
  private static final long WARM_UP_NANOS = 3_000_000_000L;

  /** More than ten seconds of one frozen node out of three at 3,000 operations a second. */
  private static final int MAX_IN_FLIGHT = 12_000;

  private static final long LAST_ANSWERS_NANOS =
      OrdinaryClient.COMMAND_TIMEOUT.plusSeconds(5).toNanos();

  private final Ledger ledger;
  private final KeyCommands commands;
  private final OperationMix mix;
  private final Outcomes outcomes;
  private final IntSupplier reconnects;
  private final KeyLanes lanes = new KeyLanes();
  private final Queue<Operation> answered = new ConcurrentLinkedQueue<>();
  private final PriorityQueue<Operation> waiting =
      new PriorityQueue<>(Comparator.comparingLong(Operation::nextAttemptNanos));
  private final ArrayDeque<Long> acknowledgedByTenth = new ArrayDeque<>();
  private final AtomicReference<Phase> phase;

  private volatile double opsPerSecond;
  private volatile boolean paused;
  private volatile boolean stopping;
  private volatile LoadProgress progress = new LoadProgress(0, 0, 0, 0, 0, 0, 0, 0);

  private long opsSent;
  private int inFlight;
  private double dueNanos;
  private long epochNanos;
  private long nextTenthNanos;

  LoadLoop(
      Ledger ledger,
      KeyCommands commands,
      OperationMix mix,
      Outcomes outcomes,
      IntSupplier reconnects,
      double opsPerSecond,
      Phase first) {
    this.ledger = ledger;
    this.commands = commands;
    this.mix = mix;
    this.outcomes = outcomes;
    this.reconnects = reconnects;
    this.phase = new AtomicReference<>(first);
    rate(opsPerSecond);
  }

  void rate(double opsPerSecond) {
    if (!(opsPerSecond > 0)) {
      throw new IllegalArgumentException("operations per second: " + opsPerSecond + ", need > 0");
    }
    this.opsPerSecond = opsPerSecond;
  }

  void pause(boolean now) {
    paused = now;
  }

  CompletableFuture<Void> change(Phase.Goal goal, long bytes) {
    Phase next = new Phase(goal, bytes, new CompletableFuture<>());
    phase.getAndSet(next).reached().cancel(false);
    return next.reached();
  }

  LoadProgress progress() {
    return progress;
  }

  void stop() {
    stopping = true;
  }

  @Override
  public void run() {
    epochNanos = System.nanoTime();
    nextTenthNanos = epochNanos + TENTH_NANOS;
    outcomes.timeFrom(epochNanos + WARM_UP_NANOS);
    long giveUpNanos = Long.MAX_VALUE;
    while (true) {
      long now = System.nanoTime();
      settle();
      resend(now);
      if (!stopping) {
        sendDue(now);
      } else if (giveUpNanos == Long.MAX_VALUE) {
        giveUpNanos = now + LAST_ANSWERS_NANOS;
      }
      advance(now);
      if (stopping && (inFlight == 0 || now > giveUpNanos)) {
        break;
      }
      LockSupport.parkNanos(TICK_NANOS - (System.nanoTime() - epochNanos) % TICK_NANOS);
    }
    publish();
    phase.get().reached().completeExceptionally(new CancellationException("the load was stopped"));
  }

  LoadReport report() {
    Latencies latencies = outcomes.latencies();
    return new LoadReport(
        opsSent,
        outcomes.acknowledged(),
        outcomes.clientErrors() + inFlight,
        outcomes.retries(),
        outcomes.tryAgain(),
        ledger.setAside(),
        latencies.longestMillis(),
        latencies.millis(50),
        latencies.millis(99),
        latencies.millis(99.9),
        latencies.longestGapMillis(),
        ledger.liveKeys(),
        ledger.bytes(),
        outcomes.firstErrors());
  }

  private void sendDue(long now) {
    double period = TimeUnit.SECONDS.toNanos(1) / opsPerSecond;
    long elapsed = (now - epochNanos) / TICK_NANOS * TICK_NANOS;
    if (paused) {
      dueNanos = elapsed;
    }
    while (!paused && dueNanos <= elapsed && inFlight < MAX_IN_FLIGHT) {
      long tick = (long) Math.ceil(dueNanos / TICK_NANOS) * TICK_NANOS;
      inFlight++;
      opsSent++;
      begin(mix.next(phase.get(), epochNanos + tick));
      dueNanos += period;
    }
  }

  private void begin(Operation operation) {
    if (lanes.enter(operation)) {
      send(operation);
    }
  }

  private void end(int ordinal) {
    inFlight--;
    Operation next = lanes.leave(ordinal);
    if (next != null && ledger.isLive(ordinal)) {
      send(next);
      return;
    }
    // The key is gone: those who waited for it are still due when they were, on other keys.
    for (; next != null; next = lanes.leave(ordinal)) {
      begin(mix.next(phase.get(), next.intendedNanos()));
    }
  }

  private void resend(long now) {
    while (!waiting.isEmpty() && waiting.peek().nextAttemptNanos() <= now) {
      send(waiting.poll());
    }
  }

  private void send(Operation operation) {
    int ordinal = operation.ordinal();
    operation.sent(reconnects.getAsInt());
    try {
      CompletionStage<?> answer =
          switch (operation.action()) {
            case WRITE -> commands.write(ordinal, ledger.version(ordinal) + 1);
            case READ -> commands.read(ordinal);
            case DELETE -> commands.delete(ordinal);
          };
      answer.whenComplete((reply, error) -> answered(operation, reply, error));
    } catch (RedisException refused) {
      answered(operation, null, refused);
    }
  }

  private void answered(Operation operation, Object reply, Throwable error) {
    operation.answered(reply, error, System.nanoTime());
    answered.add(operation);
  }

  private void settle() {
    for (Operation next = answered.poll(); next != null; next = answered.poll()) {
      if (outcomes.retry(next)) {
        waiting.add(next);
      } else {
        end(next.ordinal());
      }
    }
  }

  private void advance(long now) {
    Phase current = phase.get();
    if (current.goal() != Phase.Goal.HOLD
        && current.isReachedAt(ledger.bytes())
        && phase.compareAndSet(current, Phase.hold(current.bytes()))) {
      publish();
      current.reached().completeAsync(() -> null);
    }
    if (now >= nextTenthNanos) {
      nextTenthNanos += TENTH_NANOS;
      acknowledgedByTenth.addLast(outcomes.acknowledged());
      if (acknowledgedByTenth.size() > 11) {
        acknowledgedByTenth.removeFirst();
      }
      publish();
    }
  }

  private void publish() {
    long lastSecond =
        acknowledgedByTenth.isEmpty()
            ? 0
            : acknowledgedByTenth.getLast() - acknowledgedByTenth.getFirst();
    progress =
        new LoadProgress(
            ledger.bytes(),
            ledger.liveKeys(),
            lastSecond,
            inFlight,
            outcomes.acknowledged(),
            outcomes.clientErrors(),
            outcomes.tryAgain(),
            outcomes.latencies().longestMillis());
  }
}
