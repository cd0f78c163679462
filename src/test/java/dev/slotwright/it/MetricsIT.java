package dev.slotwright.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Records that are wrong, nodes that are unknown, nodes that are silent. */
class MetricsIT {
  private static final String NOBODY = "0123456789abcdef0123456789abcdef01234567";

  private static Installation installation;

  @BeforeAll
  static void begin() {
    installation = Installation.formed(4);
  }

  @AfterAll
  static void end() {
    installation.close();
  }

  @Test
  void poisonGoesToTheDeadLettersAndStopsNothing() {
    installation.samples().ops(3600);
    String owner = Members.of(installation.world()).owners().getFirst().id();
    Instant future = Instant.now().plus(Duration.ofHours(1));
    Map<String, byte[]> poison =
        Map.of(
            "malformed",
            bytes("{\"cluster\": \"demo\", "),
            "wrong-type",
            bytes(
                "{\"cluster\":\"demo\",\"node\":\"%s\",\"timestamp\":%d,\"metrics\":{\"opsPerSecond\":\"many\"}}"
                    .formatted(owner, System.currentTimeMillis())),
            "missing-field",
            bytes("{\"cluster\":\"demo\"}"),
            "unknown-schema",
            bytes("{\"schema\":\"slotwright.metrics/v9\"}"),
            "future",
            Samples.of(Installation.CLUSTER, owner, future, 1e9));
    poison.values().forEach(installation.samples()::write);
    installation.samples().write(new byte[0]);
    installation.samples().write(Samples.of(Installation.CLUSTER, NOBODY, Instant.now(), 1e9));
    double others = installation.meter("slotwright_samples_total", "cluster=\"other\"");
    installation.samples().write(Samples.of("no-such-cluster", owner, Instant.now(), 1e9));

    Map<String, Map<String, String>> dead = deadLetters(poison.size() + 1);
    assertThat(dead.keySet()).contains("empty").containsAll(poison.keySet());
    assertThat(dead.get("future").get("slotwright-reason")).contains("after", future.toString());
    assertThat(dead.get("wrong-type").get("slotwright-reason"))
        .isEqualTo("metrics.opsPerSecond is not a number");
    assertThat(dead.get("malformed").get("slotwright-topic")).isEqualTo(Samples.TOPIC);
    installation.await(
        "the counters",
        () ->
            installation.meter("slotwright_samples_rejected_total", "code=\"future\"") == 1
                && installation.meter("slotwright_dead_letters_total") >= poison.size() + 1
                && installation.meter("slotwright_samples_total", "cluster=\"other\"")
                    == others + 1);
    installation.await(
        "samples that count, and nothing asked for by what does not",
        () -> {
          JsonNode verdict = installation.cluster().path("verdict");
          return verdict.path("verdict").asText().equals("hold")
              && verdict.path("target").asInt() == 4
              && verdict.path("code").asText().equals("WITHIN_TOLERANCE");
        });
    assertThat(installation.response("/api/v1/clusters/no-such-cluster").statusCode())
        .isEqualTo(404);
  }

  @Test
  void doesNotShrinkOnTheWordOfSomeOfTheNodes() {
    String silent = Members.of(installation.world()).owners().getLast().id();
    installation.samples().silence(silent);
    installation.samples().ops(300);

    installation.story().awaitEvent("verdict", "MISSING_DATA", "stale: " + silent.substring(0, 8));
    assertThat(installation.story().events().of("operation.started")).hasSize(1);
    assertThat(Members.of(installation.world()).owners()).hasSize(4);
    installation.samples().ops(3600);
    installation.samples().speakAgain();
    installation.story().assertComplete();
  }

  /** Headers by reason code. */
  private static Map<String, Map<String, String>> deadLetters(int count) {
    Map<String, Map<String, String>> found = new HashMap<>();
    try (var consumer =
        new KafkaConsumer<>(
            Map.<String, Object>of(
                "bootstrap.servers", installation.world().broker().bootstrapServers()),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      installation.await(
          count + " dead letters",
          () -> {
            if (consumer.assignment().isEmpty()) {
              var partitions =
                  consumer.partitionsFor("slotwright.metrics.dlq").stream()
                      .map(each -> new TopicPartition(each.topic(), each.partition()))
                      .toList();
              consumer.assign(partitions);
              consumer.seekToBeginning(partitions);
            }
            for (var each : consumer.poll(Duration.ofMillis(200))) {
              Map<String, String> headers = new HashMap<>();
              for (Header header : each.headers()) {
                headers.put(header.key(), new String(header.value(), StandardCharsets.UTF_8));
              }
              found.put(headers.get("slotwright-reason-code"), headers);
            }
            return found.size() >= count;
          });
    }
    return found;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
