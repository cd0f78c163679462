package dev.slotwright.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slotwright.event.Event;
import dev.slotwright.event.EventRecord;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

class CloudEventTest {
  private static final Instant AT = Instant.parse("2026-01-01T00:00:10Z");

  @Test
  void attributesAreHeadersAndTheValueIsTheData() {
    ProducerRecord<byte[], byte[]> written =
        CloudEvent.of(
            new EventRecord("sessions", 7, AT, new Event.Warned("foreign-node", "it is")), "topic");

    assertThat(headers(written))
        .isEqualTo(
            Map.of(
                "ce_specversion", "1.0",
                "ce_id", "sessions/1767225610000/7",
                "ce_source", "/slotwright/sessions",
                "ce_type", "dev.slotwright.warning.v1",
                "ce_time", "2026-01-01T00:00:10Z",
                "ce_subject", "foreign-node",
                "content-type", "application/json"));
    assertThat(written.key()).asString(StandardCharsets.UTF_8).isEqualTo("sessions");
    assertThat(written.value())
        .asString(StandardCharsets.UTF_8)
        .isEqualTo("{\"code\":\"foreign-node\",\"message\":\"it is\"}");
  }

  @Test
  void eventsOfNoClusterBelongToTheInstance() {
    ProducerRecord<byte[], byte[]> written =
        CloudEvent.of(
            new EventRecord("", 1, AT, new Event.PolicyRejected("a.yaml", 3, "x", "y")), "topic");

    assertThat(headers(written))
        .containsEntry("ce_id", "slotwright/1767225610000/1")
        .containsEntry("ce_source", "/slotwright");
    assertThat(written.key()).asString(StandardCharsets.UTF_8).isEqualTo("slotwright");
  }

  static Map<String, String> headers(ProducerRecord<byte[], byte[]> written) {
    Map<String, String> headers = new TreeMap<>();
    written
        .headers()
        .forEach(each -> headers.put(each.key(), new String(each.value(), StandardCharsets.UTF_8)));
    return headers;
  }
}
