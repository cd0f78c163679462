package dev.slotwright.kafka;

import dev.slotwright.control.RefusedException;
import dev.slotwright.control.SampleIntake;
import dev.slotwright.control.SampleSource;
import dev.slotwright.control.UnreachableException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jboss.logging.Logger;

/**
 * Reads every partition of the metrics topic, from the longest look-back on.
 *
 * <p>A plain consumer with {@code assign}, on a thread of its own: every instance needs every
 * sample, and where to begin is a matter of time, not of commits. SmallRye's channel connector
 * subscribes with a group, which would share the partitions out among the instances.
 *
 * <p>Whatever fails, errors included, is reported to {@link BrokerState} and tried again. A new
 * client goes on where the one before was. When the look-back of the policies grows, the topic is
 * read again from further back.
 */
final class MetricsConsumer implements SampleSource {
  static final String USE = "kafka consumer";

  private static final Logger LOG = Logger.getLogger(MetricsConsumer.class);
  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final KafkaSettings settings;
  private final TopicCheck topics;
  private final BrokerState state;
  private final SampleIntake intake;
  private final SampleReader reader;
  private final DeadLetters deadLetters;
  private final InstantSource clock;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private volatile KafkaConsumer<byte[], byte[]> client;
  private Thread thread;

  // Only the thread touches these.
  private final Map<TopicPartition, Long> positions = new HashMap<>();
  private Duration covered = Duration.ZERO;
  private Replay replay;

  MetricsConsumer(
      KafkaSettings settings,
      TopicCheck topics,
      BrokerState state,
      SampleIntake intake,
      SampleReader reader,
      DeadLetters deadLetters,
      InstantSource clock) {
    this.settings = settings;
    this.topics = topics;
    this.state = state;
    this.intake = intake;
    this.reader = reader;
    this.deadLetters = deadLetters;
    this.clock = clock;
  }

  @Override
  public synchronized void start() {
    if (thread == null && running()) {
      state.down(USE, "not connected yet to " + settings.brokers());
      deadLetters.start();
      thread = Thread.ofPlatform().name("slotwright-metrics").daemon().start(this::run);
    }
  }

  @Override
  public synchronized void close() {
    stopped.countDown();
    KafkaConsumer<byte[], byte[]> open = client;
    if (open != null) {
      open.wakeup();
    }
    deadLetters.close();
    if (thread != null) {
      try {
        thread.join(PATIENCE.toMillis());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private boolean running() {
    return stopped.getCount() > 0;
  }

  private void run() {
    Backoff backoff = new Backoff(Duration.ofMillis(500), Duration.ofSeconds(10));
    while (running()) {
      try (KafkaConsumer<byte[], byte[]> consumer = connect()) {
        client = consumer;
        begin(consumer);
        backoff.succeeded();
        follow(consumer);
      } catch (WakeupException | InterruptException e) {
        LOG.debugf("consumer woken running=%s", running());
      } catch (KafkaException | RefusedException | UnreachableException e) {
        state.down(USE, reason(Causes.of(e)));
        pause(backoff.failed());
      } catch (RuntimeException | Error e) {
        LOG.error("consumer failed, a new one is made", e);
        state.down(USE, reason(Causes.of(e)));
        pause(backoff.failed());
      }
    }
  }

  private String reason(String detail) {
    return "topic %s at %s is not read: %s"
        .formatted(settings.topics().metrics(), settings.brokers(), detail);
  }

  private KafkaConsumer<byte[], byte[]> connect() {
    return new KafkaConsumer<>(
        settings.consumer("metrics"), new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  private void pause(Duration pause) {
    try {
      stopped.await(pause.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void begin(KafkaConsumer<byte[], byte[]> consumer) {
    topics.require(settings.topics().metrics());
    Set<TopicPartition> partitions = partitions(consumer);
    consumer.assign(partitions);
    if (positions.isEmpty()) {
      replay(consumer);
    } else {
      resume(consumer, partitions);
    }
    state.up(USE);
  }

  /** Goes on where the client before was; a replay that was under way goes on too. */
  private void resume(KafkaConsumer<byte[], byte[]> consumer, Set<TopicPartition> partitions) {
    List<TopicPartition> unknown = new ArrayList<>(partitions);
    unknown.removeAll(positions.keySet());
    consumer.seekToBeginning(unknown);
    positions.keySet().retainAll(partitions);
    positions.forEach(consumer::seek);
  }

  private void replay(KafkaConsumer<byte[], byte[]> consumer) {
    Duration lookBack = intake.lookBack();
    replay = Replay.begin(consumer, clock.instant().minus(lookBack));
    covered = lookBack;
    for (TopicPartition each : consumer.assignment()) {
      positions.put(each, consumer.position(each, KafkaSettings.ANSWER));
    }
    LOG.infof(
        "samples are read topic=%s partitions=%d since=%s",
        settings.topics().metrics(), positions.size(), replay.since());
  }

  private void follow(KafkaConsumer<byte[], byte[]> consumer) {
    FetchWatch watch = new FetchWatch(consumer, PATIENCE, clock.instant());
    Instant nextCheck = clock.instant().plus(settings.partitionCheck());
    while (running()) {
      read(consumer.poll(POLL));
      if (replay != null && replay.over(consumer)) {
        intake.caughtUp(replay.since());
        LOG.infof("look-back is read since=%s", replay.since());
        replay = null;
      }
      Instant now = clock.instant();
      boolean alive = watch.alive(now);
      report(alive);
      if (intake.lookBack().compareTo(covered) > 0) {
        replay(consumer);
      }
      if (alive && !now.isBefore(nextCheck)) {
        check(consumer);
        nextCheck = clock.instant().plus(settings.partitionCheck());
      }
    }
  }

  private void read(ConsumerRecords<byte[], byte[]> batch) {
    for (ConsumerRecord<byte[], byte[]> each : batch) {
      reader.read(each);
    }
    batch.nextOffsets().forEach((partition, next) -> positions.put(partition, next.offset()));
  }

  private void report(boolean alive) {
    if (alive) {
      state.up(USE);
    } else {
      state.down(USE, reason("no broker has answered for " + PATIENCE.toSeconds() + " s"));
    }
  }

  /** Looks for new partitions, and for a topic that was made anew. */
  private void check(KafkaConsumer<byte[], byte[]> consumer) {
    try {
      Set<TopicPartition> now = partitions(consumer);
      if (!now.equals(consumer.assignment())) {
        Set<TopicPartition> added = new HashSet<>(now);
        added.removeAll(consumer.assignment());
        consumer.assign(now);
        consumer.seekToBeginning(added);
        positions.keySet().retainAll(now);
        LOG.infof(
            "partitions changed topic=%s partitions=%d", settings.topics().metrics(), now.size());
      }
      if (replay != null) {
        replay.adjust(consumer);
      }
    } catch (TimeoutException e) {
      LOG.debugf("partitions not checked reason=%s", e.getMessage()); // the next poll tells
    }
  }

  private Set<TopicPartition> partitions(KafkaConsumer<byte[], byte[]> consumer) {
    String topic = settings.topics().metrics();
    List<PartitionInfo> found = consumer.partitionsFor(topic, KafkaSettings.ANSWER);
    if (found == null || found.isEmpty()) {
      topics.forget(topic);
      throw new UnreachableException("the topic has no partitions");
    }
    Set<TopicPartition> partitions = new HashSet<>();
    found.forEach(each -> partitions.add(new TopicPartition(each.topic(), each.partition())));
    return partitions;
  }
}
