package dev.slotwright.kafka;

import dev.slotwright.control.EventSink;
import dev.slotwright.event.EventRecord;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Puts events on the events topic. Never blocks, needs no broker to be made. A stage that failed
 * may belong to an event that arrived all the same: sent again, it has the same id.
 *
 * <p>Not on SmallRye's outgoing channel, for the reasons that {@link Outlet} gives.
 */
final class EventPublisher implements EventSink {
  private final Outlet outlet;
  private final String topic;

  EventPublisher(Outlet outlet, String topic) {
    this.outlet = outlet;
    this.topic = topic;
  }

  @Override
  public CompletionStage<Void> publish(EventRecord event) {
    try {
      return outlet.send(CloudEvent.of(event, topic));
    } catch (IllegalArgumentException e) {
      return CompletableFuture.failedFuture(e);
    }
  }
}
