package dev.slotwright.kafka;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * What is on the dead-letter topic already, whoever wrote it. Remembers the last 20,000 ids; what
 * is older may be written twice, with the same id. Used by one thread.
 */
final class DeadLetterLog {
  private static final int REMEMBERED = 20_000;
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final KafkaSettings settings;
  private final Map<TopicPartition, Long> positions = new HashMap<>();
  private final Map<String, Boolean> ids =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
          return size() > REMEMBERED;
        }
      };

  DeadLetterLog(KafkaSettings settings) {
    this.settings = settings;
  }

  boolean contains(DeadLetter letter) {
    return ids.containsKey(letter.id());
  }

  void add(DeadLetter letter) {
    ids.put(letter.id(), true);
  }

  /**
   * Reads to the end of the topic: the first time from {@code since} on, then from where it was.
   *
   * @throws org.apache.kafka.common.KafkaException when it cannot be read
   */
  void catchUp(Instant since) {
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            settings.consumer("dead-letter-log"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(settings.topics().deadLetters(), KafkaSettings.ANSWER).stream()
              .map(each -> new TopicPartition(each.topic(), each.partition()))
              .toList();
      consumer.assign(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, KafkaSettings.ANSWER);
      seek(consumer, since, ends);
      readTo(consumer, ends);
    }
  }

  private void seek(
      KafkaConsumer<byte[], byte[]> consumer, Instant since, Map<TopicPartition, Long> ends) {
    Map<TopicPartition, Long> times = new HashMap<>();
    ends.keySet().forEach(partition -> times.put(partition, Math.max(0, since.toEpochMilli())));
    Map<TopicPartition, OffsetAndTimestamp> firsts =
        consumer.offsetsForTimes(times, KafkaSettings.ANSWER);
    ends.forEach(
        (partition, end) -> {
          OffsetAndTimestamp first = firsts.get(partition);
          long from = first == null ? end : Math.max(first.offset(), end - REMEMBERED);
          Long known = positions.get(partition);
          consumer.seek(partition, known == null || known > end ? from : known);
        });
  }

  private void readTo(KafkaConsumer<byte[], byte[]> consumer, Map<TopicPartition, Long> ends) {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (!ends.entrySet().stream()
        .allMatch(end -> consumer.position(end.getKey(), LIMIT) >= end.getValue())) {
      if (System.nanoTime() > deadline) {
        throw new TimeoutException("the dead-letter topic was not read within " + LIMIT);
      }
      for (ConsumerRecord<byte[], byte[]> letter : consumer.poll(Duration.ofMillis(200))) {
        Header id = letter.headers().lastHeader(DeadLetter.ID);
        if (id != null && id.value() != null) {
          ids.put(new String(id.value(), StandardCharsets.UTF_8), true);
        }
      }
    }
    ends.keySet().forEach(each -> positions.put(each, consumer.position(each, LIMIT)));
  }
}
