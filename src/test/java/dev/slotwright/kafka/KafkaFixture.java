package dev.slotwright.kafka;

import dev.slotwright.cluster.NodeId;
import dev.slotwright.control.EventSink;
import dev.slotwright.control.SampleSource;
import dev.slotwright.load.Metric;
import dev.slotwright.load.NodeSample;
import dev.slotwright.world.kafka.KafkaBroker;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** One broker's topics under names of a test's own, and everything that the adapter makes. */
final class KafkaFixture implements AutoCloseable {
  static final InstantSource CLOCK = InstantSource.system();

  final Topics topics;
  final KafkaSettings settings;
  private final Kafka kafka;
  private final List<SampleSource> closing = new ArrayList<>();

  KafkaFixture(String bootstrapServers, String name) {
    this(bootstrapServers, name, true);
  }

  KafkaFixture(String bootstrapServers, String name, boolean createTopics) {
    topics = new Topics(name + ".metrics", name + ".events", name + ".dlq");
    settings =
        new KafkaSettings(
            Map.of("bootstrap.servers", bootstrapServers, "group.id", "slotwright"),
            topics,
            createTopics,
            2,
            (short) -1,
            Duration.ofSeconds(1),
            Duration.ofMinutes(1),
            Duration.ofMillis(50));
    kafka = new Kafka(settings, CLOCK);
  }

  KafkaFixture(KafkaBroker broker, String name) {
    this(broker.bootstrapServers(), name);
  }

  SampleSource consumer(RememberingIntake intake) {
    SampleSource consumer = kafka.source(intake, intake.counts);
    closing.add(consumer);
    consumer.start();
    return consumer;
  }

  EventSink events() {
    return kafka.events();
  }

  boolean serves(String use) {
    return kafka.status().statuses().stream()
        .anyMatch(each -> each.name().equals(use) && each.ok());
  }

  String detail(String use) {
    return kafka.status().statuses().stream()
        .filter(each -> each.name().equals(use))
        .map(each -> (each.ok() ? "ok: " : "down: ") + each.detail())
        .findFirst()
        .orElse("unknown");
  }

  static NodeSample sample(int number) {
    return sample(number, Instant.now());
  }

  /** Told from others by its memory. */
  static NodeSample sample(int number, Instant at) {
    return new NodeSample(
        "sessions",
        new NodeId("127.0.0.1:6379"),
        at,
        Optional.empty(),
        Map.of(Metric.USED_MEMORY_BYTES, (double) number));
  }

  void write(NodeSample... samples) throws Exception {
    for (NodeSample sample : samples) {
      write(SamplePublisher.json(sample));
    }
  }

  /** Straight to the metrics topic, with a client of its own. */
  void write(byte[] value) throws Exception {
    write(new ProducerRecord<>(topics.metrics(), "any".getBytes(StandardCharsets.UTF_8), value));
  }

  void write(ProducerRecord<byte[], byte[]> message) throws Exception {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", settings.brokers()),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      producer.send(message).get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
  }

  /** All that is on a topic now. */
  List<ConsumerRecord<byte[], byte[]>> read(String topic) {
    Map<String, Object> config = new HashMap<>();
    config.put("bootstrap.servers", settings.brokers());
    config.put("allow.auto.create.topics", "false");
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      var found = consumer.partitionsFor(topic);
      List<TopicPartition> partitions =
          found.stream().map(each -> new TopicPartition(topic, each.partition())).toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      List<ConsumerRecord<byte[], byte[]>> all = new ArrayList<>();
      while (ends.entrySet().stream()
          .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
        consumer.poll(Duration.ofMillis(100)).forEach(all::add);
      }
      return all;
    }
  }

  static String header(ConsumerRecord<byte[], byte[]> message, String name) {
    Header header = message.headers().lastHeader(name);
    return header == null ? null : new String(header.value(), StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    closing.forEach(SampleSource::close);
    kafka.close();
  }
}
