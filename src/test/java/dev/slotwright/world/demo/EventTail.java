package dev.slotwright.world.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads the events topic from its beginning, as any consumer of a user's would. */
public final class EventTail implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final List<Told> told = new CopyOnWriteArrayList<>();
  private final Consumer<Told> listener;
  private final Thread thread;

  /**
   * An event as it stands on the topic.
   *
   * @param id {@code ce_id}
   * @param type without {@code dev.slotwright.} and {@code .v1}
   * @param headers all of them, as text
   * @param data the JSON
   * @param at the record's time
   */
  public record Told(
      String id, String type, Map<String, String> headers, JsonNode data, Instant at) {}

  public EventTail(String bootstrapServers, Consumer<Told> listener) {
    this.listener = listener;
    this.consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", bootstrapServers, "auto.offset.reset", "earliest"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    this.thread = Thread.ofPlatform().daemon().name("event-tail").start(this::run);
  }

  private void run() {
    try (consumer) {
      while (true) {
        if (consumer.assignment().isEmpty()) {
          assign();
        }
        for (ConsumerRecord<byte[], byte[]> record :
            consumer.assignment().isEmpty()
                ? List.<ConsumerRecord<byte[], byte[]>>of()
                : consumer.poll(Duration.ofMillis(200))) {
          heard(record);
        }
      }
    } catch (WakeupException closed) {
      Thread.currentThread().interrupt();
    }
  }

  private void assign() {
    List<PartitionInfo> partitions = consumer.listTopics(Duration.ofSeconds(5)).get(TOPIC);
    if (partitions == null) {
      java.util.concurrent.locks.LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
      return;
    }
    List<TopicPartition> all =
        partitions.stream().map(p -> new TopicPartition(p.topic(), p.partition())).toList();
    consumer.assign(all);
    consumer.seekToBeginning(all);
  }

  private static final String TOPIC = "slotwright.events";

  private void heard(ConsumerRecord<byte[], byte[]> record) {
    Map<String, String> headers = new java.util.TreeMap<>();
    for (Header header : record.headers()) {
      headers.put(header.key(), new String(header.value(), StandardCharsets.UTF_8));
    }
    try {
      Told event =
          new Told(
              headers.get("ce_id"),
              headers.get("ce_type").replaceAll("^dev\\.slotwright\\.|\\.v1$", ""),
              headers,
              JSON.readTree(record.value()),
              Instant.ofEpochMilli(record.timestamp()));
      told.add(event);
      listener.accept(event);
    } catch (IOException e) {
      throw new UncheckedIOException("an event is not JSON", e);
    }
  }

  /** All so far. */
  public List<Told> all() {
    return new ArrayList<>(told);
  }

  public Stream<Told> of(String type) {
    return told.stream().filter(event -> event.type().equals(type));
  }

  public boolean has(String type, Predicate<JsonNode> data) {
    return of(type).anyMatch(event -> data.test(event.data()));
  }

  @Override
  public void close() {
    consumer.wakeup();
    try {
      thread.join(Duration.ofSeconds(5));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
