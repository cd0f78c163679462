package dev.slotwright.kafka;

import static dev.slotwright.kafka.KafkaFixture.header;
import static dev.slotwright.kafka.KafkaFixture.sample;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.slotwright.control.SampleSource;
import dev.slotwright.world.kafka.KafkaBroker;
import dev.slotwright.world.process.Loopback;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MetricsConsumerTest {
  @TempDir static Path directory;
  private static Loopback loopback;
  private static KafkaBroker broker;

  private final RememberingIntake intake = new RememberingIntake();

  @BeforeAll
  static void startBroker() {
    Awaitility.setDefaultTimeout(Duration.ofSeconds(30));
    loopback = new Loopback();
    broker = new KafkaBroker(loopback, directory).start();
  }

  @AfterAll
  static void stopBroker() {
    broker.close();
    loopback.close();
  }

  @Test
  void aBadRecordBetweenGoodOnesGoesToTheDeadLettersWithItsReason() throws Exception {
    try (KafkaFixture kafka = new KafkaFixture(broker, "bad-record")) {
      broker.createTopic(kafka.topics.metrics(), 1);
      kafka.consumer(intake);
      byte[] bad = "{\"cluster\":\"sessions\",\"node\":\"h:1\"}".getBytes(StandardCharsets.UTF_8);
      ProducerRecord<byte[], byte[]> poison =
          new ProducerRecord<>(kafka.topics.metrics(), 0, "key".getBytes(), bad);
      poison.headers().add("own", "kept".getBytes());

      kafka.write(sample(1));
      kafka.write(poison);
      kafka.write(sample(2));

      await().until(() -> intake.numbers().equals(List.of(1, 2)));
      await().until(() -> intake.counts.deadLettered.get() == 1);
      ConsumerRecord<byte[], byte[]> letter = only(kafka.read(kafka.topics.deadLetters()));
      assertThat(letter.key()).isEqualTo("key".getBytes());
      assertThat(letter.value()).isEqualTo(bad);
      assertThat(header(letter, "own")).isEqualTo("kept");
      assertThat(header(letter, "slotwright-reason")).isEqualTo("timestamp is missing");
      assertThat(header(letter, "slotwright-reason-code")).isEqualTo("missing-field");
      assertThat(header(letter, "slotwright-topic")).isEqualTo(kafka.topics.metrics());
      assertThat(header(letter, "slotwright-partition")).isEqualTo("0");
      assertThat(header(letter, "slotwright-offset")).isEqualTo("1");
      assertThat(header(letter, "slotwright-id")).isEqualTo(kafka.topics.metrics() + "/0/1");
      assertThat(intake.counts.rejected).containsExactly("missing-field");
      assertThat(intake.counts.decoded).hasValue(2);
    }
  }

  @Test
  void theLookBackIsReadAgainAfterARestartAndItsDeadLettersAreNotWrittenTwice() throws Exception {
    try (KafkaFixture kafka = new KafkaFixture(broker, "replay")) {
      SampleSource first = kafka.consumer(intake);
      await().until(() -> !intake.caughtUp.isEmpty());
      assertThat(intake.numbersAtCaughtUp).isEmpty();
      kafka.write(sample(1), sample(2));
      kafka.write("poison 1".getBytes());
      await().until(() -> intake.counts.deadLettered.get() == 1);
      first.close();

      kafka.write("poison 2".getBytes());
      kafka.write(sample(3));
      RememberingIntake again = new RememberingIntake();
      Instant before = Instant.now();
      kafka.consumer(again);

      await().until(() -> !again.caughtUp.isEmpty());
      assertThat(again.numbersAtCaughtUp).containsExactlyInAnyOrder(1, 2, 3);
      assertThat(again.caughtUp.getFirst())
          .isBetween(before.minus(again.lookBack), Instant.now().minus(again.lookBack));
      assertThat(again.counts.rejected).hasSize(2);
      await().until(() -> again.counts.deadLettered.get() == 1);
      assertThat(kafka.read(kafka.topics.deadLetters()))
          .extracting(letter -> new String(letter.value()))
          .containsExactlyInAnyOrder("poison 1", "poison 2");
    }
  }

  @Test
  void onlyTheLookBackIsReadAndMoreOfItWhenItGrows() throws Exception {
    try (KafkaFixture kafka = new KafkaFixture(broker, "look-back")) {
      broker.createTopic(kafka.topics.metrics(), 2);
      byte[] old = SamplePublisher.json(sample(1, Instant.now().minus(Duration.ofHours(1))));
      kafka.write(
          new ProducerRecord<>(
              kafka.topics.metrics(),
              0,
              Instant.now().minus(Duration.ofHours(1)).toEpochMilli(),
              null,
              old));
      kafka.write(
          new ProducerRecord<>(kafka.topics.metrics(), 0, null, SamplePublisher.json(sample(2))));
      kafka.consumer(intake);
      await().until(() -> intake.caughtUp.size() == 1);
      assertThat(intake.numbers()).containsExactly(2);

      intake.lookBack = Duration.ofHours(2);

      await().until(() -> intake.caughtUp.size() == 2);
      assertThat(intake.numbers()).containsExactly(2, 1, 2);
    }
  }

  @Test
  void aSampleFromTheFutureIsRefused() throws Exception {
    try (KafkaFixture kafka = new KafkaFixture(broker, "future")) {
      kafka.consumer(intake);
      await().until(() -> !intake.caughtUp.isEmpty());

      kafka.write(sample(1, Instant.now().plus(Duration.ofMinutes(5))));
      kafka.write(sample(2, Instant.now().plus(Duration.ofSeconds(20))));

      await().until(() -> intake.numbers().equals(List.of(2)));
      await().until(() -> intake.counts.deadLettered.get() == 1);
      assertThat(intake.counts.rejected).containsExactly("future");
      assertThat(header(only(kafka.read(kafka.topics.deadLetters())), "slotwright-reason"))
          .contains("more than PT1M after");
    }
  }

  @Test
  void twoInstancesReadEverySampleOfEveryPartition() throws Exception {
    try (KafkaFixture kafka = new KafkaFixture(broker, "two");
        KafkaFixture other = new KafkaFixture(broker, "two")) {
      RememberingIntake second = new RememberingIntake();
      kafka.consumer(intake);
      other.consumer(second);
      await().until(() -> !intake.caughtUp.isEmpty() && !second.caughtUp.isEmpty());

      for (int number = 0; number < 10; number++) {
        kafka.write(
            new ProducerRecord<>(
                kafka.topics.metrics(), number % 2, null, SamplePublisher.json(sample(number))));
      }

      Integer[] all = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9};
      await().untilAsserted(() -> assertThat(intake.numbers()).containsExactlyInAnyOrder(all));
      await().untilAsserted(() -> assertThat(second.numbers()).containsExactlyInAnyOrder(all));
    }
  }

  @Test
  void newPartitionsAreNoticedAndReadFromTheirBeginning() throws Exception {
    try (KafkaFixture kafka = new KafkaFixture(broker, "partitions");
        Admin admin = broker.admin()) {
      broker.createTopic(kafka.topics.metrics(), 1);
      kafka.consumer(intake);
      await().until(() -> !intake.caughtUp.isEmpty());

      admin
          .createPartitions(Map.of(kafka.topics.metrics(), NewPartitions.increaseTo(3)))
          .all()
          .get();
      await()
          .ignoreExceptions()
          .until(
              () -> {
                kafka.write(
                    new ProducerRecord<>(
                        kafka.topics.metrics(), 2, null, SamplePublisher.json(sample(7))));
                return true;
              });

      await().until(() -> intake.numbers().contains(7));
    }
  }

  @Test
  void anErrorDoesNotEndTheReading() throws Exception {
    try (KafkaFixture kafka = new KafkaFixture(broker, "error")) {
      kafka.consumer(intake);
      await().until(() -> !intake.caughtUp.isEmpty());
      intake.failure.set(new AssertionError("once"));

      kafka.write(sample(1));

      await()
          .pollInterval(Duration.ofMillis(20))
          .until(() -> kafka.detail("kafka consumer").startsWith("down: "));
      await().until(() -> intake.numbers().equals(List.of(1)));
      assertThat(kafka.detail("kafka consumer")).isEqualTo("ok: reachable");
    }
  }

  @Test
  void aMissingTopicIsNamedWhenItMayNotBeCreated() throws Exception {
    try (KafkaFixture kafka = new KafkaFixture(broker.bootstrapServers(), "absent", false)) {
      kafka.consumer(intake);

      await()
          .untilAsserted(
              () ->
                  assertThat(kafka.detail("kafka topic absent.metrics"))
                      .startsWith("down: topic absent.metrics does not exist at ")
                      .contains("slotwright.kafka.create-topics=true"));
      broker.createTopic(kafka.topics.metrics(), 1);
      await().until(() -> !intake.caughtUp.isEmpty());
      assertThat(kafka.detail("kafka topic absent.metrics")).isEqualTo("ok: reachable");
      assertThat(kafka.detail("kafka consumer")).isEqualTo("ok: reachable");
    }
  }

  private static ConsumerRecord<byte[], byte[]> only(List<ConsumerRecord<byte[], byte[]>> all) {
    assertThat(all).hasSize(1);
    return all.getFirst();
  }
}
