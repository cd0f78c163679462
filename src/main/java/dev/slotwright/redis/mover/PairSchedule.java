package dev.slotwright.redis.mover;

import dev.slotwright.cluster.NodeId;
import dev.slotwright.cluster.SlotSet;
import dev.slotwright.plan.SlotMove;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Hands out moves so that no node is in two at once: two sources on one target would lengthen each
 * other's pauses, and a node that gives and takes could block and be blocked in a circle.
 */
final class PairSchedule {
  private final List<SlotMove> waiting;
  private final Set<NodeId> busy = new HashSet<>();

  /** Moves between the same two nodes become one. */
  PairSchedule(List<SlotMove> moves) {
    this.waiting = new ArrayList<>(merged(moves));
  }

  static List<SlotMove> merged(List<SlotMove> moves) {
    Map<List<NodeId>, SlotMove> pairs = new LinkedHashMap<>();
    for (SlotMove move : moves) {
      pairs.merge(
          List.of(move.from(), move.to()),
          move,
          (a, b) -> {
            SlotSet slots = a.slots().plus(b.slots());
            return new SlotMove(a.from(), a.to(), slots, a.bytes() + b.bytes());
          });
    }
    return List.copyOf(pairs.values());
  }

  /** How many moves can run side by side at most. */
  static int parallel(List<SlotMove> moves) {
    long sources = moves.stream().map(SlotMove::from).distinct().count();
    long targets = moves.stream().map(SlotMove::to).distinct().count();
    return (int) Math.min(sources, targets);
  }

  /** The next move whose nodes are free; waits for one; empty when none is left. */
  synchronized Optional<SlotMove> take() throws InterruptedException {
    while (!waiting.isEmpty()) {
      Optional<SlotMove> free =
          waiting.stream()
              .filter(move -> !busy.contains(move.from()) && !busy.contains(move.to()))
              .findFirst();
      if (free.isPresent()) {
        waiting.remove(free.orElseThrow());
        busy.add(free.orElseThrow().from());
        busy.add(free.orElseThrow().to());
        return free;
      }
      wait();
    }
    return Optional.empty();
  }

  synchronized void done(SlotMove move) {
    busy.remove(move.from());
    busy.remove(move.to());
    notifyAll();
  }

  /** Nothing more is handed out. */
  synchronized void cancel() {
    waiting.clear();
    notifyAll();
  }
}
