package dev.slotwright.kafka;

import static dev.slotwright.kafka.KafkaFixture.header;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.slotwright.control.UnreachableException;
import dev.slotwright.event.Event;
import dev.slotwright.event.EventRecord;
import dev.slotwright.world.kafka.KafkaBroker;
import dev.slotwright.world.process.Loopback;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventPublisherTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Instant AT = Instant.parse("2026-01-01T00:00:10Z");

  @TempDir Path directory;

  @Test
  void noEventIsLostAndNoOrderIsTurnedWhileTheBrokerIsAway() throws Exception {
    try (Loopback loopback = new Loopback();
        KafkaBroker broker = new KafkaBroker(loopback, directory).start();
        KafkaFixture kafka = new KafkaFixture(broker, "outage")) {
      RememberingIntake intake = new RememberingIntake();
      kafka.consumer(intake);
      deliver(kafka, 0, 10);
      await().atMost(LIMIT).until(() -> !intake.caughtUp.isEmpty());

      broker.stop();
      CompletableFuture<Void> during = CompletableFuture.runAsync(() -> deliver(kafka, 10, 30));
      await()
          .atMost(LIMIT)
          .untilAsserted(
              () ->
                  assertThat(kafka.detail("kafka consumer"))
                      .startsWith("down: topic outage.metrics at " + broker.bootstrapServers()));
      broker.start();
      during.get(60, TimeUnit.SECONDS);
      deliver(kafka, 30, 40);
      kafka.write(KafkaFixture.sample(1));

      List<String> ids =
          kafka.read(kafka.topics.events()).stream().map(each -> header(each, "ce_id")).toList();
      assertThat(ids.stream().distinct())
          .containsExactlyElementsOf(
              IntStream.range(0, 40).mapToObj(number -> warning(number).id()).toList());
      await().atMost(LIMIT).until(() -> intake.numbers().equals(List.of(1)));
      await().atMost(LIMIT).until(() -> kafka.serves("kafka consumer"));
      assertThat(kafka.detail("kafka producer")).isEqualTo("ok: reachable");
    }
  }

  @Test
  void aBrokerThatComesLaterIsFound() throws Exception {
    try (Loopback loopback = new Loopback();
        KafkaBroker broker = new KafkaBroker(loopback, directory);
        KafkaFixture kafka = new KafkaFixture(broker, "later")) {
      RememberingIntake intake = new RememberingIntake();
      kafka.consumer(intake);
      CloudEvent.of(warning(0), "classes are loaded before the clock runs");
      long begin = System.nanoTime();
      CompletableFuture<Void> first = publish(kafka, warning(0));
      assertThat(Duration.ofNanos(System.nanoTime() - begin))
          .as("a caller that waited for the broker would wait for its answer")
          .isLessThan(KafkaSettings.ANSWER.dividedBy(2));
      assertThatThrownBy(() -> first.get(30, TimeUnit.SECONDS))
          .hasCauseInstanceOf(UnreachableException.class)
          .hasMessageContaining(broker.bootstrapServers());
      await()
          .atMost(LIMIT)
          .untilAsserted(
              () ->
                  assertThat(kafka.detail("kafka consumer"))
                      .startsWith("down: topic later.metrics at " + broker.bootstrapServers())
                      .contains("does not answer"));
      assertThat(kafka.detail("kafka producer")).startsWith("down: ");

      broker.start();
      deliver(kafka, 0, 3);
      kafka.write(KafkaFixture.sample(5));

      await().atMost(LIMIT).until(() -> intake.numbers().equals(List.of(5)));
      assertThat(intake.caughtUp).hasSize(1);
      assertThat(kafka.read(kafka.topics.events())).hasSize(3);
    }
  }

  @Test
  void aNameThatDoesNotResolveFailsNothingButTheEvents() throws Exception {
    try (KafkaFixture kafka = new KafkaFixture("kafka.invalid:9092", "name")) {
      kafka.consumer(new RememberingIntake());
      assertThatThrownBy(() -> publish(kafka, warning(0)).get(30, TimeUnit.SECONDS))
          .hasCauseInstanceOf(UnreachableException.class)
          .hasMessageContaining("kafka.invalid:9092");
      await()
          .atMost(LIMIT)
          .untilAsserted(
              () ->
                  assertThat(kafka.detail("kafka consumer"))
                      .startsWith("down: ")
                      .contains("kafka.invalid:9092", "No resolvable bootstrap urls"));
    }
  }

  /** As the outbox does: one after the other, each until it is safe. */
  private static void deliver(KafkaFixture kafka, int from, int to) {
    for (int number = from; number < to; number++) {
      EventRecord event = warning(number);
      await()
          .atMost(LIMIT)
          .pollInterval(Duration.ofMillis(20))
          .until(
              () ->
                  publish(kafka, event)
                      .handle((done, failure) -> failure == null)
                      .get(60, TimeUnit.SECONDS));
    }
  }

  private static CompletableFuture<Void> publish(KafkaFixture kafka, EventRecord event) {
    return kafka.events().publish(event).toCompletableFuture();
  }

  private static EventRecord warning(int number) {
    return new EventRecord(
        "sessions", number, AT, new Event.Warned("foreign-node", "number " + number));
  }
}
