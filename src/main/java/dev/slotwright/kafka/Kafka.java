package dev.slotwright.kafka;

import dev.slotwright.control.DependencyStatus;
import dev.slotwright.control.EventSink;
import dev.slotwright.control.IntakeCounts;
import dev.slotwright.control.SampleIntake;
import dev.slotwright.control.SampleSink;
import dev.slotwright.control.SampleSource;
import java.time.InstantSource;

/**
 * The adapter put together, with or without the framework. Nothing here talks to a broker before it
 * is used, and nothing fails because none can be reached.
 */
public final class Kafka implements AutoCloseable {
  private final KafkaSettings settings;
  private final InstantSource clock;
  private final BrokerState state;
  private final TopicCheck topics;
  private final Outlet outlet;

  public Kafka(KafkaSettings settings, InstantSource clock) {
    this.settings = settings;
    this.clock = clock;
    this.state = new BrokerState(clock);
    this.topics = new TopicCheck(settings, state);
    this.outlet = new Outlet("kafka producer", settings, topics, state, clock);
  }

  public DependencyStatus status() {
    return state;
  }

  /** Events to their topic. */
  public EventSink events() {
    return new EventPublisher(outlet, settings.topics().events());
  }

  /** Samples to their topic; closing the sink closes the way out for events too. */
  public SampleSink samples() {
    return new SamplePublisher(outlet, settings.topics().metrics());
  }

  /** Samples from their topic, once started; what cannot be used goes to the dead letters. */
  public SampleSource source(SampleIntake intake, IntakeCounts counts) {
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

  /** Gives records on their way five seconds. Sources are closed by whoever started them. */
  @Override
  public void close() {
    outlet.close();
  }
}
