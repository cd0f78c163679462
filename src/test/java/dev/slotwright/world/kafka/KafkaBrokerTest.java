package dev.slotwright.world.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slotwright.world.process.Loopback;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KafkaBrokerTest {
  @TempDir Path directory;

  @Test
  void carriesRecordsAndKeepsThemOverAStop() throws Exception {
    try (Loopback loopback = new Loopback();
        KafkaBroker broker = new KafkaBroker(loopback, directory).start()) {
      broker.createTopic("samples", 2);
      write(broker, "before");
      assertThat(read(broker, 1)).containsExactly("before");

      broker.stop();
      broker.start();
      write(broker, "after");

      assertThat(read(broker, 2)).containsExactlyInAnyOrder("before", "after");
    }
  }

  private static void write(KafkaBroker broker, String value) throws Exception {
    try (KafkaProducer<String, String> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", broker.bootstrapServers()),
            new StringSerializer(),
            new StringSerializer())) {
      producer.send(new ProducerRecord<>("samples", value)).get();
    }
  }

  private static List<String> read(KafkaBroker broker, int count) {
    List<TopicPartition> all =
        List.of(new TopicPartition("samples", 0), new TopicPartition("samples", 1));
    List<String> values = new ArrayList<>();
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", broker.bootstrapServers()),
            new StringDeserializer(),
            new StringDeserializer())) {
      consumer.assign(all);
      consumer.seekToBeginning(all);
      Awaitility.await()
          .until(
              () -> {
                for (ConsumerRecord<String, String> item : consumer.poll(Duration.ofMillis(100))) {
                  values.add(item.value());
                }
                return values.size() >= count;
              });
    }
    return values;
  }
}
