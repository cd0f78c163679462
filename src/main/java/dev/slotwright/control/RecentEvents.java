package dev.slotwright.control;

import dev.slotwright.event.EventRecord;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** The newest events in memory, for the console; the topic has all. */
final class RecentEvents {
  private static final int CAPACITY = 1_000;

  private final Deque<EventRecord> newestFirst = new ArrayDeque<>();

  synchronized void add(EventRecord event) {
    newestFirst.addFirst(event);
    if (newestFirst.size() > CAPACITY) {
      newestFirst.removeLast();
    }
  }

  synchronized List<EventRecord> newest(Optional<String> cluster, int limit) {
    return newestFirst.stream()
        .filter(event -> cluster.isEmpty() || event.cluster().equals(cluster.get()))
        .limit(limit)
        .toList();
  }
}
