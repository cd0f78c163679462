package dev.slotwright.control;

import dev.slotwright.event.Event;
import dev.slotwright.event.EventRecord;
import dev.slotwright.operation.Outbox;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/**
 * Events of this instance rather than of a cluster: what happened to policy files. They can be told
 * again by reading the files again, so they wait for the broker in memory only.
 */
final class InstanceEvents implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(InstanceEvents.class);
  private static final Duration RETRY = Duration.ofSeconds(2);

  private final EventSink sink;
  private final Consumer<EventRecord> listener;
  private final Clock clock;
  private final Deque<EventRecord> waiting = new ArrayDeque<>();
  private long sequence;
  private boolean sending;
  private boolean closed;

  InstanceEvents(EventSink sink, Consumer<EventRecord> listener, Clock clock) {
    this.sink = sink;
    this.listener = listener;
    this.clock = clock;
  }

  void tell(Event event) {
    EventRecord record = next(event);
    LOG.infof("%s %s", event.type(), event);
    listener.accept(record);
    send();
  }

  private synchronized EventRecord next(Event event) {
    EventRecord record = new EventRecord("", ++sequence, clock.instant(), event);
    waiting.add(record);
    if (waiting.size() > Outbox.CAPACITY) {
      LOG.warnf("event dropped, broker away for too long event=%s", waiting.removeFirst());
    }
    return record;
  }

  private void send() {
    List<EventRecord> batch;
    synchronized (this) {
      if (sending || closed || waiting.isEmpty()) {
        return;
      }
      sending = true;
      batch = new ArrayList<>(waiting);
    }
    CompletableFuture.allOf(
            batch.stream()
                .map(event -> sink.publish(event).thenRun(() -> sent(event)).toCompletableFuture())
                .toArray(CompletableFuture[]::new))
        .whenComplete((done, failure) -> finished(failure));
  }

  private synchronized void sent(EventRecord event) {
    waiting.remove(event);
  }

  private void finished(Throwable failure) {
    boolean more;
    synchronized (this) {
      sending = false;
      more = !waiting.isEmpty() && !closed;
    }
    if (failure != null && !(failure instanceof CancellationException)) {
      Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
      LOG.debugf("events of the instance wait for the broker cause=%s", cause);
    }
    if (more) {
      CompletableFuture.delayedExecutor(RETRY.toMillis(), TimeUnit.MILLISECONDS)
          .execute(this::send);
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
  }
}
