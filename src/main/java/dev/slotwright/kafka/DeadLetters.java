package dev.slotwright.kafka;

import dev.slotwright.control.IntakeCounts;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.jboss.logging.Logger;

/**
 * Brings refused records to the dead-letter topic, once per topic, partition and offset.
 *
 * <p>Every instance reads every record, and a restart reads the look-back again, so the same record
 * is refused many times. Before letters are written, the end of the dead-letter topic is read, and
 * what is there is left out. A short random wait before lets one of several instances be first. Two
 * that look at the same moment still write twice; the header {@code slotwright-id} is the same
 * then.
 *
 * <p>What waits is bounded by count and bytes; a refused record that does not fit is counted and
 * left where it is.
 */
final class DeadLetters implements AutoCloseable {
  static final String USE = "kafka dead letters";

  private static final Logger LOG = Logger.getLogger(DeadLetters.class);
  private static final int MOST = 1000;
  private static final int MOST_BYTES = 8 << 20;
  private static final Duration SKEW = Duration.ofMinutes(10);

  private final KafkaSettings settings;
  private final TopicCheck topics;
  private final Outlet outlet;
  private final BrokerState state;
  private final IntakeCounts counts;
  private final Supplier<Duration> lookBack;
  private final InstantSource clock;
  private final DeadLetterLog log;
  private final BlockingQueue<DeadLetter> waiting = new LinkedBlockingQueue<>(MOST);
  private final AtomicInteger waitingBytes = new AtomicInteger();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Backoff backoff = new Backoff(Duration.ofMillis(500), Duration.ofSeconds(30));
  private Thread thread;

  DeadLetters(
      KafkaSettings settings,
      TopicCheck topics,
      Outlet outlet,
      BrokerState state,
      IntakeCounts counts,
      Supplier<Duration> lookBack,
      InstantSource clock) {
    this.settings = settings;
    this.topics = topics;
    this.outlet = outlet;
    this.state = state;
    this.counts = counts;
    this.lookBack = lookBack;
    this.clock = clock;
    this.log = new DeadLetterLog(settings);
  }

  void start() {
    thread = Thread.ofPlatform().name("slotwright-dead-letters").daemon().start(this::run);
  }

  /** Never blocks. */
  void offer(DeadLetter letter) {
    if (waitingBytes.addAndGet(letter.size()) <= MOST_BYTES && waiting.offer(letter)) {
      return;
    }
    waitingBytes.addAndGet(-letter.size());
    counts.deadLetterDropped();
    LOG.warnf("dead letter dropped id=%s waiting=%d", letter.id(), waiting.size());
  }

  private void run() {
    List<DeadLetter> batch = new ArrayList<>();
    try {
      while (closed.getCount() > 0) {
        attempt(batch);
      }
    } catch (InterruptedException | InterruptException e) {
      LOG.debugf("dead letters end waiting=%d", waiting.size());
    }
  }

  /** Whatever fails, errors included: what is left in the batch is tried again after a pause. */
  private void attempt(List<DeadLetter> batch) throws InterruptedException {
    try {
      if (batch.isEmpty()) {
        batch.add(waiting.take());
        stagger();
        waiting.drainTo(batch);
        batch.removeIf(this::settled);
      }
      if (!batch.isEmpty()) {
        write(batch);
      }
    } catch (RuntimeException | Error e) {
      if (Causes.unwrapped(e) instanceof InterruptException interrupted) {
        throw interrupted;
      }
      if (e instanceof Error) {
        LOG.error("dead letters failed, tried again", e);
      }
      state.down(USE, Causes.of(e));
      closed.await(backoff.failed().toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private boolean settled(DeadLetter letter) {
    boolean settled = log.contains(letter);
    if (settled) {
      waitingBytes.addAndGet(-letter.size());
    }
    return settled;
  }

  private void write(List<DeadLetter> batch) throws InterruptedException {
    look();
    batch.removeIf(this::settled);
    while (!batch.isEmpty()) {
      write(batch.getFirst());
      waitingBytes.addAndGet(-batch.removeFirst().size());
    }
    state.up(USE);
    backoff.succeeded();
  }

  private void look() {
    topics.require(settings.topics().deadLetters());
    try {
      log.catchUp(clock.instant().minus(lookBack.get()).minus(SKEW));
    } catch (AuthorizationException e) {
      // Better twice than never.
      LOG.warnf("dead-letter topic not readable, letters may repeat reason=%s", Causes.of(e));
    }
  }

  private void write(DeadLetter letter) throws InterruptedException {
    String topic = settings.topics().deadLetters();
    try {
      send(letter.to(topic));
    } catch (RecordTooLargeException e) {
      send(letter.withoutValue(topic));
    }
    log.add(letter);
    counts.deadLettered();
    LOG.infof(
        "dead letter written id=%s code=%s reason=%s",
        letter.id(), letter.reason().code(), letter.detail());
  }

  private void send(ProducerRecord<byte[], byte[]> message) throws InterruptedException {
    try {
      outlet.send(message).get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new KafkaException(e.getCause());
    }
  }

  private void stagger() throws InterruptedException {
    long most = settings.deadLetterStagger().toMillis();
    closed.await(ThreadLocalRandom.current().nextLong(most + 1), TimeUnit.MILLISECONDS);
  }

  /** What still waits is refused again after a restart. */
  @Override
  public void close() {
    closed.countDown();
    if (thread != null) {
      thread.interrupt();
    }
  }
}
