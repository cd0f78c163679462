package dev.slotwright.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slotwright.cluster.NodeId;
import dev.slotwright.cluster.Role;
import dev.slotwright.kafka.Decoding.Decoded;
import dev.slotwright.kafka.Decoding.Undecodable;
import dev.slotwright.load.Metric;
import dev.slotwright.load.NodeSample;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SampleDecoderTest {
  private static final String ID = "0123456789abcdef0123456789abcdef01234567";
  private final SampleDecoder decoder = new SampleDecoder();

  @Test
  void readsTheDocumentedSample() {
    Decoding decoding =
        decode(
            """
            {"schema":"slotwright.metrics/v1","cluster":"sessions","node":"%s",
             "timestamp":"2026-01-01T00:00:10Z","role":"master",
             "metrics":{"usedMemoryBytes":1048576,"opsPerSecond":12.5,"engineCpuSeconds":null}}
            """
                .formatted(ID));

    assertThat(decoding)
        .isEqualTo(
            new Decoded(
                List.of(
                    new NodeSample(
                        "sessions",
                        new NodeId(ID),
                        Instant.parse("2026-01-01T00:00:10Z"),
                        Optional.of(Role.MASTER),
                        Map.of(Metric.USED_MEMORY_BYTES, 1048576.0, Metric.OPS_PER_SECOND, 12.5))),
                0));
  }

  @Test
  void takesEpochMillisAnAddressAndFieldsThatItDoesNotKnow() {
    Decoding decoding =
        decode(
            """
            {"host":{"zone":["a"]},"cluster":"sessions","node":"10.1.2.3:6379",
             "timestamp":1767225610000,"metrics":{"usedMemoryBytes":1,"hitRate":0.9,"x":[1]}}
            """);

    assertThat(decoding)
        .isInstanceOfSatisfying(
            Decoded.class,
            decoded -> {
              assertThat(decoded.ignoredMetrics()).isEqualTo(2);
              NodeSample sample = decoded.samples().getFirst();
              assertThat(sample.node()).isEqualTo(new NodeId("10.1.2.3:6379"));
              assertThat(sample.at()).isEqualTo(Instant.parse("2026-01-01T00:00:10Z"));
              assertThat(sample.role()).isEmpty();
            });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "cluster     | ``            | MISSING_FIELD  | cluster is missing",
        "cluster     | 7             | WRONG_TYPE     | cluster is not a string",
        "cluster     | \" \"         | INVALID_VALUE  | cluster has 1 characters",
        "node        | ``            | MISSING_FIELD  | node is missing",
        "node        | null          | WRONG_TYPE     | node is not a string",
        "node        | \"redis-0\"   | INVALID_VALUE  | node is 'redis-0'",
        "node        | \"h:99999\"   | INVALID_VALUE  | node is 'h:99999'",
        "timestamp   | ``            | MISSING_FIELD  | timestamp is missing",
        "timestamp   | 1767225610    | INVALID_VALUE  | epoch milliseconds",
        "timestamp   | 17672256.5    | WRONG_TYPE     | timestamp is neither",
        "timestamp   | 99999999999999999999 | INVALID_VALUE | timestamp has too many digits",
        "timestamp   | \"yesterday\" | INVALID_VALUE  | timestamp is 'yesterday'",
        "role        | \"slave\"     | INVALID_VALUE  | role is 'slave'",
        "schema      | \"other/v2\"  | UNKNOWN_SCHEMA | schema is 'other/v2'",
        "metrics     | ``            | MISSING_FIELD  | metrics is missing",
        "metrics     | []            | WRONG_TYPE     | metrics is not an object",
        "metrics     | {\"x\":1}     | NO_METRICS     | no name that is known",
        "metrics     | {\"opsPerSecond\":-1}     | OUT_OF_RANGE | metrics.opsPerSecond is -1.0",
        "metrics     | {\"opsPerSecond\":NaN}    | OUT_OF_RANGE | metrics.opsPerSecond is NaN",
        "metrics     | {\"opsPerSecond\":1e999}  | OUT_OF_RANGE | metrics.opsPerSecond is Infinity",
        "metrics     | {\"opsPerSecond\":\"12\"} | WRONG_TYPE   | metrics.opsPerSecond is not",
      })
  void namesTheFieldThatIsWrong(String field, String value, Rejection reason, String words) {
    assertThat(decode(json(field, value)))
        .isInstanceOfSatisfying(
            Undecodable.class,
            undecodable -> {
              assertThat(undecodable.reason()).isEqualTo(reason);
              assertThat(undecodable.detail()).contains(words);
            });
  }

  @Test
  void refusesWhatIsNoObject() {
    assertThat(reason("")).isEqualTo(Rejection.EMPTY);
    assertThat(decoder.decode(null)).isInstanceOf(Undecodable.class);
    assertThat(reason("[]")).isEqualTo(Rejection.WRONG_TYPE);
    assertThat(reason("redis used_memory=1i 1767225610")).isEqualTo(Rejection.MALFORMED);
    assertThat(reason("{\"cluster\":\"s")).isEqualTo(Rejection.MALFORMED);
    assertThat(reason(json("schema", "\"slotwright.metrics/v1\"") + "{}"))
        .isEqualTo(Rejection.MALFORMED);
    assertThat(reason("{\"x\":" + "[".repeat(100_000))).isEqualTo(Rejection.MALFORMED);
  }

  @Test
  void neverThrowsWhateverTheBytesAre() {
    byte[] good = json("role", "\"replica\"").getBytes(StandardCharsets.UTF_8);
    Random random = new Random(20260101);
    for (int round = 0; round < 20_000; round++) {
      byte[] bytes = good.clone();
      for (int change = random.nextInt(4); change >= 0; change--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      assertThat(decoder.decode(bytes)).isNotNull();
    }
  }

  private Decoding decode(String json) {
    return decoder.decode(json.getBytes(StandardCharsets.UTF_8));
  }

  private Rejection reason(String json) {
    return ((Undecodable) decode(json)).reason();
  }

  /** A good sample in which one field has another value, or none. */
  private static String json(String field, String value) {
    Map<String, String> fields =
        new java.util.TreeMap<>(
            Map.of(
                "cluster", "\"sessions\"",
                "node", '"' + ID + '"',
                "timestamp", "1767225610000",
                "metrics", "{\"usedMemoryBytes\":1}"));
    fields.remove(field);
    if (!value.isEmpty()) {
      fields.put(field, value);
    }
    return "{"
        + fields.entrySet().stream()
            .map(entry -> '"' + entry.getKey() + "\":" + entry.getValue())
            .collect(java.util.stream.Collectors.joining(","))
        + "}";
  }
}
