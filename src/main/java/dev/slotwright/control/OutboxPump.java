package dev.slotwright.control;

import dev.slotwright.event.EventRecord;
import dev.slotwright.operation.Outbox;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jboss.logging.Logger;

/**
 * Hands events that are kept in the state to the broker, once each until it says yes or no. A no is
 * tried again at the next call.
 */
final class OutboxPump {
  private static final Logger LOG = Logger.getLogger(OutboxPump.class);

  private final EventSink sink;
  private final ConcurrentLinkedQueue<EventRecord> confirmed = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedQueue<EventRecord> refused = new ConcurrentLinkedQueue<>();
  private final Set<EventRecord> underWay = new HashSet<>();

  OutboxPump(EventSink sink) {
    this.sink = sink;
  }

  /** Sends what is not under way. Called by the loop's thread only. */
  void pump(Outbox kept) {
    for (EventRecord back = refused.poll(); back != null; back = refused.poll()) {
      underWay.remove(back);
    }
    for (EventRecord event : kept.events()) {
      if (underWay.add(event)) {
        sink.publish(event).whenComplete((done, failure) -> finished(event, failure));
      }
    }
  }

  private void finished(EventRecord event, Throwable failure) {
    if (failure == null) {
      confirmed.add(event);
    } else {
      refused.add(event);
      LOG.debugf("event not confirmed, will be sent again event=%s", event.id());
    }
  }

  /** Events that the broker has confirmed since the last call. */
  List<EventRecord> confirmed() {
    List<EventRecord> done = new ArrayList<>();
    for (EventRecord event = confirmed.poll(); event != null; event = confirmed.poll()) {
      done.add(event);
      underWay.remove(event);
    }
    return done;
  }
}
