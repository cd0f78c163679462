package dev.slotwright.control;

import dev.slotwright.event.Event;
import dev.slotwright.event.EventRecord;
import dev.slotwright.operation.ClusterState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jboss.logging.Logger;

/**
 * What reaches a loop from outside between two passes. It stays here until it is kept in the state
 * record, however many passes fail before that. Anybody may add; only the loop takes.
 */
final class Inbox {
  private static final Logger LOG = Logger.getLogger(Inbox.class);

  /** A change of the state that somebody asked for through the API, with its audit. */
  record Request(Change change, Event.Audited audit) {}

  /** What becomes of a state when it is asked for. */
  @FunctionalInterface
  interface Change {
    ClusterState apply(ClusterState state, Instant now);
  }

  private final Queue<Event> happened = new ConcurrentLinkedQueue<>();
  private final Queue<Request> requests = new ConcurrentLinkedQueue<>();
  private final List<Event> takenEvents = new ArrayList<>();
  private final List<Request> takenRequests = new ArrayList<>();
  private final List<EventRecord> confirmed = new ArrayList<>();

  void add(Event event) {
    happened.add(event);
  }

  void add(Request request) {
    requests.add(request);
  }

  boolean isEmpty() {
    return happened.isEmpty() && requests.isEmpty();
  }

  /** The state with everything in it that has come since it was last {@link #kept}. */
  ClusterState into(ClusterState state, String cluster, Instant now, List<EventRecord> acked) {
    confirmed.addAll(acked);
    drain(happened, takenEvents);
    drain(requests, takenRequests);
    ClusterState next = state.told(confirmed).tell(cluster, now, takenEvents);
    for (Request request : takenRequests) {
      next = request.change().apply(next, now).tell(cluster, now, List.of(request.audit()));
    }
    return next;
  }

  /** What {@link #into} added is in the state record now. */
  void kept() {
    takenEvents.clear();
    takenRequests.clear();
    confirmed.clear();
  }

  /** Another instance is in charge: requests were made to this one and are not for later. */
  void forgetRequests() {
    drain(requests, takenRequests);
    for (Request request : takenRequests) {
      LOG.warnf("request dropped, another instance is in charge request=%s", request.audit());
    }
    takenRequests.clear();
  }

  private static <T> void drain(Queue<T> from, List<T> to) {
    for (T each = from.poll(); each != null; each = from.poll()) {
      to.add(each);
    }
  }
}
