package dev.slotwright.redis.mover;

import dev.slotwright.cluster.Address;
import dev.slotwright.control.RefusedException;
import dev.slotwright.control.UnreachableException;
import dev.slotwright.redis.Request;
import dev.slotwright.redis.ServerErrorException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;

/**
 * How long both ends of a pair let a PING wait: what a client's command would have waited. Asked
 * all the time on connections of their own, by a thread for each end. Probes that met a batch are
 * kept apart from those that met none: the difference is what the move costs, whatever else slows
 * the nodes down.
 */
final class Probes implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(Probes.class);
  private static final Duration LIMIT = Duration.ofSeconds(1);
  private static final Duration INTERVAL = Duration.ofMillis(10);
  private static final Duration IDLE_INTERVAL = Duration.ofMillis(100);
  private static final long WINDOW_NANOS = Duration.ofSeconds(2).toNanos();
  private static final int LEAST = 20;
  private static final double QUANTILE = 0.99;
  private static final Request PING = Request.of("PING");

  private final OrderContext order;
  private final List<Thread> threads;
  private final Deque<Probe> recent = new ArrayDeque<>();
  private final AtomicLong sentToSource = new AtomicLong();
  private volatile boolean clients;
  private volatile boolean closed;
  private volatile long batches;
  private volatile boolean inBatch;

  private record Probe(long at, double millis, boolean metBatch) {}

  Probes(OrderContext order, Pair pair) {
    this.order = order;
    this.threads =
        List.of(
            thread(pair.source().address(), sentToSource),
            thread(pair.target().address(), new AtomicLong()));
  }

  /** Begins to ask; nothing happens when it has begun. */
  void start() {
    threads.stream().filter(thread -> thread.getState() == Thread.State.NEW).forEach(Thread::start);
  }

  /** PINGs that the source has counted among its commands. */
  long sentToSource() {
    return sentToSource.get();
  }

  /** With clients at work it is probed more often. */
  void clientsAtWork(boolean atWork) {
    clients = atWork;
  }

  void batchBegins() {
    batches++;
    inBatch = true;
  }

  void batchEnds() {
    inBatch = false;
  }

  /**
   * What a batch adds to the wait of one command in a hundred, in milliseconds, over the last two
   * seconds; 0 while there are too few probes to tell.
   */
  double addedMillis() {
    synchronized (recent) {
      prune();
      double[] met = millis(true);
      double[] free = millis(false);
      return met.length < LEAST || free.length < LEAST
          ? 0
          : Math.max(0, quantile(met) - quantile(free));
    }
  }

  @Override
  public void close() {
    closed = true;
    threads.forEach(Thread::interrupt);
  }

  private Thread thread(Address node, AtomicLong sent) {
    return Thread.ofPlatform()
        .daemon()
        .name("slot-mover-probe-" + node)
        .unstarted(() -> probe(node, sent));
  }

  private void probe(Address node, AtomicLong sent) {
    try (NodeLine line = new NodeLine(order.connections(), node, LineWatch.NONE)) {
      while (!closed) {
        one(line, sent);
        Thread.sleep(clients ? INTERVAL : IDLE_INTERVAL);
      }
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
    }
  }

  private void one(NodeLine line, AtomicLong sent) {
    long batchBefore = batches;
    boolean met = inBatch;
    long begin = System.nanoTime();
    try {
      sent.incrementAndGet();
      line.ask(List.of(PING), LIMIT);
    } catch (UnreachableException | RefusedException | ServerErrorException e) {
      // The mover's own commands meet the same and deal with it; here it is a long wait.
      LOG.debugf("probe without answer node=%s why=%s", line.address(), e.getMessage());
    }
    double millis = (System.nanoTime() - begin) / 1e6;
    met |= inBatch || batches != batchBefore;
    order.progress().probed(millis);
    synchronized (recent) {
      prune();
      recent.addLast(new Probe(begin, millis, met));
    }
  }

  private void prune() {
    long since = System.nanoTime() - WINDOW_NANOS;
    while (!recent.isEmpty() && recent.peekFirst().at() - since < 0) {
      recent.removeFirst();
    }
  }

  private double[] millis(boolean metBatch) {
    return recent.stream()
        .filter(probe -> probe.metBatch() == metBatch)
        .mapToDouble(Probe::millis)
        .sorted()
        .toArray();
  }

  private static double quantile(double[] sorted) {
    return sorted[(int) Math.min(sorted.length - 1L, Math.round(QUANTILE * sorted.length))];
  }
}
