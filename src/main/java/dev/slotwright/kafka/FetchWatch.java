package dev.slotwright.kafka;

import java.time.Duration;
import java.time.Instant;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.Metric;

/**
 * Whether the brokers still answer a consumer. Its {@code poll} returns nothing both when there is
 * nothing and when nobody is there; but an empty fetch is answered too, twice a second.
 */
final class FetchWatch {
  private final Metric answers;
  private final Duration patience;
  private double seen;
  private Instant since;

  FetchWatch(KafkaConsumer<?, ?> consumer, Duration patience, Instant now) {
    this.answers =
        consumer.metrics().values().stream()
            .filter(each -> each.metricName().name().equals("fetch-total"))
            .filter(each -> each.metricName().group().equals("consumer-fetch-manager-metrics"))
            .filter(each -> each.metricName().tags().size() == 1)
            .findFirst()
            .map(Metric.class::cast)
            .orElseThrow(() -> new IllegalStateException("the consumer counts no fetches"));
    this.patience = patience;
    this.seen = count();
    this.since = now;
  }

  /** Whether a fetch was answered within the patience before {@code now}. */
  boolean alive(Instant now) {
    double count = count();
    if (count != seen) {
      seen = count;
      since = now;
    }
    return now.isBefore(since.plus(patience));
  }

  private double count() {
    return ((Number) answers.metricValue()).doubleValue();
  }
}
