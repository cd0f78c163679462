package dev.slotwright.kafka;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * What this package is told.
 *
 * @param client Kafka's own keys, as {@code kafka.*} in the configuration without the prefix
 * @param topics their names
 * @param createTopics whether a missing topic is created
 * @param partitions of a created topic, 1 or more
 * @param replicationFactor of a created topic; -1 for the broker's default
 * @param partitionCheck how often new partitions of the metrics topic are looked for
 * @param futureTolerance how far a sample may be ahead of this process's clock
 * @param deadLetterStagger upper bound of the random wait before dead letters are written
 */
public record KafkaSettings(
    Map<String, Object> client,
    Topics topics,
    boolean createTopics,
    int partitions,
    short replicationFactor,
    Duration partitionCheck,
    Duration futureTolerance,
    Duration deadLetterStagger) {
  /** A call to a broker that takes longer than this has failed. */
  static final Duration ANSWER = Duration.ofSeconds(5);

  public KafkaSettings {
    client = new HashMap<>(client);
    client.putIfAbsent("bootstrap.servers", "localhost:9092");
    client = Map.copyOf(client);
    if (partitions < 1) {
      throw new IllegalArgumentException(
          "slotwright.kafka.partitions is " + partitions + ", not 1 or more");
    }
  }

  /** The defaults, for a client configuration. */
  public static KafkaSettings of(Map<String, Object> client) {
    return new KafkaSettings(
        client,
        Topics.DEFAULTS,
        true,
        3,
        (short) -1,
        Duration.ofSeconds(30),
        Duration.ofMinutes(1),
        Duration.ofSeconds(1));
  }

  String brokers() {
    return String.valueOf(client.get("bootstrap.servers"));
  }

  /** For a consumer that assigns itself partitions and commits nothing. */
  Map<String, Object> consumer(String clientId) {
    Map<String, Object> config = common(clientId);
    config.remove("group.id"); // the framework adds the application's name
    config.put("enable.auto.commit", "false");
    config.put("allow.auto.create.topics", "false");
    config.putIfAbsent("auto.offset.reset", "earliest");
    config.putIfAbsent("metadata.max.age.ms", Long.toString(partitionCheck.toMillis()));
    config.putIfAbsent("max.poll.records", "2000");
    return config;
  }

  /** For a producer that neither loses nor reorders, and fails in time to try anew. */
  Map<String, Object> producer(String clientId) {
    Map<String, Object> config = common(clientId);
    config.remove("group.id");
    config.put("enable.idempotence", "true");
    config.put("acks", "all");
    config.putIfAbsent("max.block.ms", "3000");
    config.putIfAbsent("request.timeout.ms", "10000");
    config.putIfAbsent("delivery.timeout.ms", "30000");
    config.putIfAbsent("linger.ms", "0");
    // A dead letter is as large as a record may be, and has headers on top.
    config.putIfAbsent("max.request.size", "2097152");
    return config;
  }

  Map<String, Object> admin(String clientId) {
    Map<String, Object> config = common(clientId);
    config.remove("group.id");
    config.put("default.api.timeout.ms", Long.toString(ANSWER.toMillis()));
    config.put("request.timeout.ms", Long.toString(ANSWER.toMillis()));
    return config;
  }

  private Map<String, Object> common(String clientId) {
    Map<String, Object> config = new HashMap<>(client);
    config.put("client.id", config.getOrDefault("client.id", "slotwright") + "-" + clientId);
    config.putIfAbsent("metric.reporters", ""); // no JMX: Micrometer reads the clients themselves
    config.putIfAbsent("enable.metrics.push", "false");
    config.putIfAbsent("reconnect.backoff.max.ms", "2000");
    return config;
  }
}
