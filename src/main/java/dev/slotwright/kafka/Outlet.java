package dev.slotwright.kafka;

import dev.slotwright.control.RefusedException;
import dev.slotwright.control.UnreachableException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.OutOfOrderSequenceException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jboss.logging.Logger;

/**
 * The way out to Kafka: records leave in the order in which they are given, written once and
 * acknowledged by all replicas in sync.
 *
 * <p>A plain producer, made at the first record, on a thread of its own. Kafka's client may block
 * for its metadata and throws when it is made while no broker's name resolves; SmallRye's outgoing
 * channel either hands that to the start-up or, made lazily, retries each message by itself, which
 * turns the order around, and keeps a producer that can never write again. Here a failure is
 * reported to whoever gave the record, at once while Kafka is known to be away, and a producer that
 * is beyond repair is replaced.
 */
final class Outlet implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(Outlet.class);
  private static final int WAITING = 1024;
  private static final Duration CLOSE = Duration.ofSeconds(5);

  private final String use;
  private final KafkaSettings settings;
  private final TopicCheck topics;
  private final BrokerState state;
  private final InstantSource clock;
  private final ThreadPoolExecutor worker;
  private final Backoff backoff = new Backoff(Duration.ofMillis(250), Duration.ofSeconds(5));

  private KafkaProducer<byte[], byte[]> producer; // the worker's, until close
  private volatile boolean broken;
  private Instant notBefore = Instant.MIN;
  private String lastFailure = "";

  /**
   * @param use of the producer in statuses, such as {@code kafka producer}
   */
  Outlet(
      String use,
      KafkaSettings settings,
      TopicCheck topics,
      BrokerState state,
      InstantSource clock) {
    this.use = use;
    this.settings = settings;
    this.topics = topics;
    this.state = state;
    this.clock = clock;
    this.worker =
        new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(WAITING),
            Thread.ofPlatform().name("slotwright-outlet").daemon().factory());
  }

  /**
   * Never blocks. Completes when the record is safe; fails with {@link UnreachableException} when
   * trying again later may help, else with the reason.
   */
  CompletableFuture<Void> send(ProducerRecord<byte[], byte[]> message) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    try {
      worker.execute(() -> dispatch(message, done));
    } catch (RejectedExecutionException e) {
      String why = worker.isShutdown() ? "closed" : "full with " + WAITING + " records";
      done.completeExceptionally(
          new UnreachableException("the way to kafka at " + settings.brokers() + " is " + why));
    }
    return done;
  }

  private void dispatch(ProducerRecord<byte[], byte[]> message, CompletableFuture<Void> done) {
    if (isPausing()) {
      done.completeExceptionally(new UnreachableException(lastFailure()));
      return;
    }
    try {
      topics.require(message.topic());
      producer().send(message, (at, failure) -> finish(message.topic(), done, failure));
    } catch (RefusedException e) {
      done.completeExceptionally(e);
    } catch (KafkaException | UnreachableException | IllegalStateException e) {
      finish(message.topic(), done, e);
    }
  }

  private KafkaProducer<byte[], byte[]> producer() {
    if (broken && producer != null) {
      LOG.warnf("producer replaced use=%s reason=%s", use, lastFailure());
      producer.close(Duration.ZERO);
      producer = null;
    }
    broken = false;
    if (producer == null) {
      producer =
          new KafkaProducer<>(
              settings.producer("outlet"), new ByteArraySerializer(), new ByteArraySerializer());
    }
    return producer;
  }

  /** Runs on the worker or on the producer's own thread. */
  private void finish(String topic, CompletableFuture<Void> done, Exception failure) {
    if (failure == null) {
      recovered();
      state.up(use);
      done.complete(null);
      return;
    }
    String reason =
        "topic %s at %s is not written: %s"
            .formatted(topic, settings.brokers(), Causes.of(failure));
    state.down(use, reason);
    if (failure instanceof UnknownTopicOrPartitionException || isAway(failure)) {
      topics.forget(topic);
    }
    broken |= isFatal(failure);
    if (isAway(failure) || isFatal(failure)) {
      pause(reason);
    }
    boolean passing = failure instanceof RetriableException || isAway(failure) || isFatal(failure);
    done.completeExceptionally(passing ? new UnreachableException(reason, failure) : failure);
  }

  private static boolean isAway(Exception failure) {
    return failure instanceof TimeoutException || failure instanceof UnreachableException;
  }

  /** Whether this producer will not write again: it never was made, or Kafka shut it out. */
  private static boolean isFatal(Exception failure) {
    return failure instanceof AuthenticationException
        || failure instanceof ProducerFencedException
        || failure instanceof OutOfOrderSequenceException
        || failure instanceof ClusterAuthorizationException
        || failure instanceof IllegalStateException
        || failure.getClass() == KafkaException.class;
  }

  private synchronized boolean isPausing() {
    return clock.instant().isBefore(notBefore);
  }

  private synchronized String lastFailure() {
    return lastFailure;
  }

  private synchronized void recovered() {
    backoff.succeeded();
    notBefore = Instant.MIN;
  }

  private synchronized void pause(String reason) {
    lastFailure = reason;
    if (!isPausing()) { // a batch that fails as a whole is one failure
      notBefore = clock.instant().plus(backoff.failed());
    }
  }

  /** Gives records on their way five seconds. */
  @Override
  public void close() {
    worker.shutdown();
    try {
      if (!worker.awaitTermination(CLOSE.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.warnf("records given up at close use=%s count=%d", use, worker.getQueue().size());
        worker.shutdownNow();
        worker.awaitTermination(CLOSE.toMillis(), TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      worker.shutdownNow();
    }
    if (producer != null) {
      producer.close(CLOSE);
    }
  }
}
