package dev.slotwright.kafka;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** {@code slotwright.kafka.*}: what Kafka's own keys do not cover. */
@ConfigMapping(prefix = "slotwright.kafka")
interface KafkaOptions {
  /** Whether missing topics are created. */
  @WithDefault("true")
  boolean createTopics();

  /** Of created topics, 1 or more. */
  @WithDefault("3")
  int partitions();

  /** Of created topics; -1 for the broker's default. */
  @WithDefault("-1")
  short replicationFactor();

  /** How often new partitions of the metrics topic are looked for. */
  @WithDefault("30s")
  Duration partitionCheck();

  /** How far a sample may be ahead of our clock. */
  @WithDefault("1m")
  Duration futureTolerance();

  /** Upper bound of the random wait before dead letters are written. */
  @WithDefault("1s")
  Duration deadLetterStagger();
}
