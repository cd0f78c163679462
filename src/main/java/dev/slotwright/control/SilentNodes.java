package dev.slotwright.control;

import dev.slotwright.cluster.Address;
import dev.slotwright.cluster.Observation;
import dev.slotwright.cluster.Pod;
import dev.slotwright.event.Event;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Notices nodes in pods that are there to stay but do not answer us, or turn us away, and tells
 * each once until it answers again. Not thread-safe.
 */
final class SilentNodes {
  /** A server needs a moment to start; one that is restarted does too. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Map<Address, Instant> since = new HashMap<>();
  private final Set<Address> told = new HashSet<>();

  /** What people have to be told after this observation. */
  List<Event> news(Observation seen) {
    Map<Address, String> silent = seen.view().unreachable();
    since.keySet().retainAll(silent.keySet());
    told.retainAll(silent.keySet());
    List<Event> news = new ArrayList<>();
    silent.forEach(
        (address, reason) -> {
          Instant from = since.computeIfAbsent(address, first -> seen.at());
          Optional<Pod> pod = seen.pods().at(address.host()).filter(p -> !p.terminating());
          if (pod.isPresent() && !seen.at().isBefore(from.plus(PATIENCE)) && told.add(address)) {
            news.add(
                new Event.Warned(
                    "silent-node",
                    "the node in pod %s (%s) is not heard: %s"
                        .formatted(
                            pod.get().name(), pod.get().ready() ? "ready" : "not ready", reason)));
          }
        });
    return news;
  }
}
