package dev.slotwright.control;

import dev.slotwright.event.EventRecord;
import java.util.concurrent.CompletionStage;

/** Where events go. */
public interface EventSink {
  /** Completes when the event is safe with the broker; fails when it is not, try again then. */
  CompletionStage<Void> publish(EventRecord event);
}
