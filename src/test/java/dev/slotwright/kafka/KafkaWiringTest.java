package dev.slotwright.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slotwright.control.DependencyStatus;
import dev.slotwright.control.EventSink;
import dev.slotwright.control.UnreachableException;
import dev.slotwright.event.Event;
import dev.slotwright.event.EventRecord;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** In the framework: its keys arrive, and the service starts without a broker. */
@QuarkusTest
@TestProfile(KafkaWiringTest.NoBroker.class)
class KafkaWiringTest {
  /** A broker whose name does not resolve. */
  public static final class NoBroker implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of(
          "kafka.bootstrap.servers", "kafka.invalid:9092",
          "slotwright.topics.events", "told",
          "quarkus.http.test-port", "0");
    }
  }

  @Inject EventSink events;
  @Inject Kafka kafka;

  @Test
  void eventsFailWithTheBrokersNameAndTheServiceIsUp() {
    EventRecord event =
        new EventRecord("sessions", 1, Instant.now(), new Event.Warned("code", "message"));

    assertThatThrownBy(() -> events.publish(event).toCompletableFuture().get(30, TimeUnit.SECONDS))
        .hasCauseInstanceOf(UnreachableException.class)
        .hasMessageContaining("topic told at kafka.invalid:9092 is not written");
    assertThat(kafka.status().statuses())
        .extracting(DependencyStatus.Status::name, DependencyStatus.Status::ok)
        .contains(org.assertj.core.groups.Tuple.tuple("kafka producer", false));
  }
}
