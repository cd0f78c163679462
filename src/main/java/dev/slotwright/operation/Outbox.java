package dev.slotwright.operation;

import dev.slotwright.event.Event;
import dev.slotwright.event.EventRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Events on their way to the broker, in their order. Bounded: when the broker is away for long, the
 * oldest events of detail (steps, slots) become one that counts them.
 *
 * @param sequence of the newest event
 * @param events not yet confirmed, oldest first
 */
public record Outbox(long sequence, List<EventRecord> events) {
  /** How many events wait at the most. */
  public static final int CAPACITY = 256;

  public static final Outbox EMPTY = new Outbox(0, List.of());

  public Outbox {
    events = List.copyOf(events);
  }

  Outbox plus(String cluster, Instant at, List<? extends Event> more) {
    List<EventRecord> all = new ArrayList<>(events);
    long next = sequence;
    for (Event event : more) {
      all.add(new EventRecord(cluster, ++next, at, event));
    }
    return new Outbox(next, all.size() <= CAPACITY ? all : merged(all));
  }

  Outbox minus(Set<EventRecord> confirmed) {
    return new Outbox(sequence, events.stream().filter(e -> !confirmed.contains(e)).toList());
  }

  /** Takes away the older half of the details, and leaves their counts in their place. */
  private static List<EventRecord> merged(List<EventRecord> all) {
    List<EventRecord> kept = new ArrayList<>(all);
    Map<String, Integer> counts = new TreeMap<>();
    EventRecord last = mergeInto(kept, counts, true, CAPACITY / 2);
    if (kept.size() >= CAPACITY) {
      EventRecord also = mergeInto(kept, counts, false, kept.size() - CAPACITY / 2);
      last = last == null || also.sequence() > last.sequence() ? also : last;
    }
    kept.addFirst(
        new EventRecord(last.cluster(), last.sequence(), last.at(), new Event.Merged(counts)));
    return kept;
  }

  private static EventRecord mergeInto(
      List<EventRecord> kept, Map<String, Integer> counts, boolean detailsOnly, int most) {
    EventRecord last = null;
    int removed = 0;
    for (Iterator<EventRecord> each = kept.iterator(); each.hasNext() && removed < most; ) {
      EventRecord candidate = each.next();
      if (candidate.event() instanceof Event.Merged earlier) {
        earlier.counts().forEach((type, count) -> counts.merge(type, count, Integer::sum));
      } else if (detailsOnly && !detail(candidate.event())) {
        continue;
      } else {
        counts.merge(candidate.event().type(), 1, Integer::sum);
      }
      last = candidate;
      each.remove();
      removed++;
    }
    return last;
  }

  private static boolean detail(Event event) {
    return event instanceof Event.StepTaken
        || event instanceof Event.SlotsMoved
        || event instanceof Event.SlotsWithdrawn
        || event instanceof Event.TransportFellBack
        || event instanceof Event.Merged;
  }
}
