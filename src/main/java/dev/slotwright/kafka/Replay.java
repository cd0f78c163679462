package dev.slotwright.kafka;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;

/** Reading what was on the topic before the present, from a moment on. Used by one thread. */
final class Replay {
  private static final Duration GLANCE = Duration.ofMillis(200);

  private final Instant since;
  private final Map<TopicPartition, Long> ends;

  private Replay(Instant since, Map<TopicPartition, Long> ends) {
    this.since = since;
    this.ends = new HashMap<>(ends);
  }

  /** Notes where the topic ends now and moves the consumer to the first record of that moment. */
  static Replay begin(KafkaConsumer<?, ?> consumer, Instant since) {
    // The ends first: a record that comes in between is read twice at worst, never left out.
    Map<TopicPartition, Long> ends =
        consumer.endOffsets(consumer.assignment(), KafkaSettings.ANSWER);
    Map<TopicPartition, Long> times = new HashMap<>();
    ends.keySet().forEach(partition -> times.put(partition, Math.max(0, since.toEpochMilli())));
    Map<TopicPartition, OffsetAndTimestamp> firsts =
        consumer.offsetsForTimes(times, KafkaSettings.ANSWER);
    ends.forEach(
        (partition, end) -> {
          OffsetAndTimestamp first = firsts.get(partition);
          consumer.seek(partition, first == null ? end : first.offset());
        });
    return new Replay(since, ends);
  }

  Instant since() {
    return since;
  }

  /** Whether every partition was read to where it ended. */
  boolean over(KafkaConsumer<?, ?> consumer) {
    try {
      ends.entrySet()
          .removeIf(
              end ->
                  !consumer.assignment().contains(end.getKey())
                      || consumer.position(end.getKey(), GLANCE) >= end.getValue());
    } catch (TimeoutException e) {
      return false; // a position that is being reset; asked again after the next poll
    }
    return ends.isEmpty();
  }

  /** A topic that was made anew meanwhile ends earlier than it did. */
  void adjust(KafkaConsumer<?, ?> consumer) {
    consumer
        .endOffsets(ends.keySet(), KafkaSettings.ANSWER)
        .forEach((partition, now) -> ends.merge(partition, now, Math::min));
  }
}
