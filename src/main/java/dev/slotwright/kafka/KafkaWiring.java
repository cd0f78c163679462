package dev.slotwright.kafka;

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
 * Puts the adapter together. Every bean is made when it is first asked for, and none of them talks
 * to a broker before it is used: a command that needs no Kafka starts none.
 */
@Singleton
final class KafkaWiring {
  private static final InstantSource CLOCK = InstantSource.system();

  @Produces
  @Singleton
  KafkaSettings settings(
      @Identifier("default-kafka-broker") Map<String, Object> client,
      TopicNames names,
      KafkaOptions options) {
    return new KafkaSettings(
        client,
        new Topics(names.metrics(), names.events(), names.deadLetters()),
        options.createTopics(),
        options.partitions(),
        options.replicationFactor(),
        options.partitionCheck(),
        options.futureTolerance(),
        options.deadLetterStagger());
  }

  @Produces
  @Singleton
  BrokerState state() {
    return new BrokerState(CLOCK);
  }

  @Produces
  @Singleton
  TopicCheck topics(KafkaSettings settings, BrokerState state) {
    return new TopicCheck(settings, state);
  }

  @Produces
  @Singleton
  Outlet outlet(KafkaSettings settings, TopicCheck topics, BrokerState state) {
    return new Outlet("kafka producer", settings, topics, state, CLOCK);
  }

  void close(@Disposes Outlet outlet) {
    outlet.close();
  }

  @Produces
  @Singleton
  EventSink events(Outlet outlet, KafkaSettings settings) {
    return new EventPublisher(outlet, settings.topics().events());
  }

  @Produces
  @Singleton
  SampleSink samples(Outlet outlet, KafkaSettings settings) {
    return new SamplePublisher(outlet, settings.topics().metrics());
  }

  @Produces
  @Singleton
  SampleSource source(
      KafkaSettings settings,
      TopicCheck topics,
      Outlet outlet,
      BrokerState state,
      Instance<SampleIntake> intake,
      Instance<IntakeCounts> counts) {
    IntakeCounts counted = counts.isResolvable() ? counts.get() : IntakeCounts.NONE;
    return source(settings, topics, outlet, state, intake.get(), counted, CLOCK);
  }

  void close(@Disposes SampleSource source) {
    source.close();
  }

  /** The same without the framework. */
  static MetricsConsumer source(
      KafkaSettings settings,
      TopicCheck topics,
      Outlet outlet,
      BrokerState state,
      SampleIntake intake,
      IntakeCounts counts,
      InstantSource clock) {
    DeadLetters deadLetters =
        new DeadLetters(settings, topics, outlet, state, counts, intake::lookBack, clock);
    SampleReader reader =
        new SampleReader(
            new SampleDecoder(),
            intake,
            counts,
            deadLetters::offer,
            settings.futureTolerance(),
            clock);
    return new MetricsConsumer(settings, topics, state, intake, reader, deadLetters, clock);
  }
}
