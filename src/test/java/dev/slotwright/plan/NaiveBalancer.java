package dev.slotwright.plan;

import dev.slotwright.cluster.NodeId;
import dev.slotwright.cluster.SlotSet;
import java.util.Comparator;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The balancer as one would write it first: from the fullest to the emptiest, the slot closest to
 * what is needed, until all are in the band. Slow and plain; a yardstick for the real one.
 */
final class NaiveBalancer {
  private final SlotBalancer.Request request;
  private final Map<NodeId, Set<Integer>> held = new TreeMap<>();
  private final Map<NodeId, Long> load = new TreeMap<>();

  NaiveBalancer(SlotBalancer.Request request) {
    this.request = request;
    request
        .owners()
        .forEach(
            (id, slots) -> {
              held.put(id, new TreeSet<>(slots.stream().boxed().toList()));
              load.put(id, request.bytes().total(slots));
            });
  }

  /** Bytes that end on another master than they began on. */
  long movedBytes() {
    for (NodeId leaving : new TreeSet<>(request.draining())) {
      held.get(leaving).stream()
          .sorted(Comparator.comparingLong(slot -> -request.bytes().of(slot)))
          .toList()
          .forEach(slot -> move(slot, leaving, emptiest()));
      load.remove(leaving);
    }
    double mean = load.values().stream().mapToLong(l -> l).sum() / (double) load.size();
    double high = mean * (1 + request.tolerance());
    double low = mean * (1 - request.tolerance());
    for (int i = 0; i < 100_000; i++) {
      NodeId from = fullest();
      NodeId to = emptiest();
      double need = Math.max(load.get(from) - high, low - load.get(to));
      long difference = load.get(from) - load.get(to);
      Integer slot =
          held.get(from).stream()
              .filter(s -> request.bytes().of(s) < difference)
              .min(Comparator.comparingDouble(s -> Math.abs(request.bytes().of(s) - need)))
              .orElse(null);
      if (need <= 0 || slot == null) {
        break;
      }
      move(slot, from, to);
    }
    return held.entrySet().stream()
        .mapToLong(
            e ->
                request
                    .bytes()
                    .total(
                        SlotSet.of(e.getValue().stream().mapToInt(s -> s))
                            .minus(request.owners().get(e.getKey()))))
        .sum();
  }

  private NodeId fullest() {
    return load.keySet().stream().max(Comparator.comparing(load::get)).orElseThrow();
  }

  private NodeId emptiest() {
    return load.keySet().stream()
        .filter(id -> !request.draining().contains(id))
        .min(Comparator.comparing(load::get))
        .orElseThrow();
  }

  private void move(int slot, NodeId from, NodeId to) {
    held.get(from).remove(slot);
    held.get(to).add(slot);
    load.merge(from, -request.bytes().of(slot), Long::sum);
    load.merge(to, request.bytes().of(slot), Long::sum);
  }
}
