package dev.slotwright.bench.mover.load;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Sends at a fixed rate whether or not earlier operations were answered, from one thread that wakes
 * each millisecond; times count from the full millisecond at which an operation was due.
 */
public final class OpenLoop implements AutoCloseable {
  private static final long TICK_NANOS = 1_000_000;
  private static final long LAST_ANSWERS_NANOS = 15_000_000_000L;

  /**
   * What a client may have waiting; what comes due above it is sent late, and its time shows it.
   */
  private static final int MOST_IN_FLIGHT = 20_000;

  private final LoadClient client;
  private final Workload workload;
  private final AtomicLong inFlight = new AtomicLong();
  private final Thread thread = Thread.ofPlatform().name("open-loop").daemon().unstarted(this::run);
  private volatile Pace pace = Pace.of(0);
  private volatile Window window;
  private volatile boolean stopping;

  /** The clients there are. */
  public enum Client {
    LETTUCE,
    JEDIS;

    LoadClient connect(List<String> seeds) {
      return switch (this) {
        case LETTUCE -> new LettuceLoad(seeds);
        case JEDIS -> new JedisLoad(seeds);
      };
    }
  }

  /**
   * @param perSecond operations due
   * @param most in flight at once
   * @param open whether what comes due above that is sent later; else it is let go
   */
  private record Pace(double perSecond, int most, boolean open) {
    static Pace of(double perSecond) {
      return new Pace(perSecond, MOST_IN_FLIGHT, true);
    }
  }

  /** Connects, writes its counters, and waits to be given a rate. */
  public OpenLoop(Client client, List<String> seeds, Workload workload) {
    this.client = client.connect(seeds);
    this.workload = workload;
    this.window = new Window(workload.nodes(), System.nanoTime());
    workload.prepare(this.client);
    thread.start();
  }

  public void rate(double perSecond) {
    pace = Pace.of(perSecond);
  }

  /** Operations a second that the cluster takes with this many always in flight. */
  public double capacity(int most, long seconds) {
    pace = new Pace(Double.MAX_VALUE, most, false);
    sleep(seconds);
    Window measured = begin();
    sleep(seconds);
    end(measured);
    pace = Pace.of(0);
    return measured.perSecond();
  }

  /** What is due from now on counts in a window of its own. */
  public Window begin() {
    Window next = new Window(workload.nodes(), System.nanoTime());
    window = next;
    return next;
  }

  /** Ends a window, and returns when its last operation is answered, or never will be. */
  public void end(Window ending) {
    begin();
    ending.end(System.nanoTime());
    awaitAnswers(ending::settled);
  }

  private static void awaitAnswers(BooleanSupplier all) {
    long limit = System.nanoTime() + LAST_ANSWERS_NANOS;
    while (!all.getAsBoolean() && System.nanoTime() < limit) {
      LockSupport.parkNanos(TICK_NANOS);
    }
  }

  /** A window of its own, this long. */
  public Window during(long seconds) {
    Window measured = begin();
    sleep(seconds);
    end(measured);
    return measured;
  }

  /**
   * Stops, and reads the counters back.
   *
   * @return acknowledged increments that are gone
   */
  public long stopAndCountLost() {
    stop();
    awaitAnswers(() -> inFlight.get() == 0);
    return workload.lost(client);
  }

  @Override
  public void close() {
    stop();
    client.close();
  }

  private void stop() {
    stopping = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    long epoch = System.nanoTime();
    Deque<Long> waiting = new ArrayDeque<>();
    double owed = 0;
    long tick = 0;
    while (!stopping) {
      Pace current = pace;
      long now = (System.nanoTime() - epoch) / TICK_NANOS;
      for (; tick < now; tick++) {
        owed += Math.min(current.perSecond() / 1000, current.most());
        for (; owed >= 1; owed--) {
          waiting.add(epoch + (tick + 1) * TICK_NANOS);
        }
      }
      while (!waiting.isEmpty() && inFlight.get() < current.most()) {
        send(waiting.poll());
      }
      if (!current.open()) {
        waiting.clear();
      }
      LockSupport.parkNanos(TICK_NANOS - (System.nanoTime() - epoch) % TICK_NANOS);
    }
  }

  private void send(long due) {
    Window counted = window;
    Workload.Operation operation = workload.next();
    inFlight.incrementAndGet();
    counted.sent();
    client.send(
        operation.command(),
        (reply, error) -> {
          inFlight.decrementAndGet();
          if (error != null) {
            counted.error(error);
            return;
          }
          counted.success(operation.node(), due, System.nanoTime());
          if (!workload.accept(operation, reply)) {
            counted.missing();
          }
        });
  }

  private static void sleep(long seconds) {
    long end = System.nanoTime() + seconds * 1_000_000_000L;
    for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }
}
