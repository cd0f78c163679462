package dev.slotwright.kafka;

import dev.slotwright.control.DependencyStatus;
import dev.slotwright.control.EventSink;
import dev.slotwright.control.IntakeCounts;
import dev.slotwright.control.SampleIntake;
import dev.slotwright.control.SampleSink;
import dev.slotwright.control.SampleSource;
import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.Map;

/**
 * The beans of this adapter, each made when it is first asked for: a command that needs no Kafka
 * starts none.
 */
@Singleton
final class KafkaWiring {
  @Produces
  @Singleton
  Kafka kafka(
      @Identifier("default-kafka-broker") Map<String, Object> client,
      TopicNames names,
      KafkaOptions options) {
    KafkaSettings settings =
        new KafkaSettings(
            client,
            new Topics(names.metrics(), names.events(), names.deadLetters()),
            options.createTopics(),
            options.partitions(),
            options.replicationFactor(),
            options.partitionCheck(),
            options.futureTolerance(),
            options.deadLetterStagger());
    return new Kafka(settings, InstantSource.system());
  }

  void close(@Disposes Kafka kafka) {
    kafka.close();
  }

  @Produces
  @Singleton
  DependencyStatus status(Kafka kafka) {
    return kafka.status();
  }

  @Produces
  @Singleton
  EventSink events(Kafka kafka) {
    return kafka.events();
  }

  @Produces
  @Singleton
  SampleSink samples(Kafka kafka) {
    return kafka.samples();
  }

  @Produces
  @Singleton
  SampleSource source(Kafka kafka, Instance<SampleIntake> intake, Instance<IntakeCounts> counts) {
    return kafka.source(intake.get(), counts.isResolvable() ? counts.get() : IntakeCounts.NONE);
  }

  void close(@Disposes SampleSource source) {
    source.close();
  }
}
