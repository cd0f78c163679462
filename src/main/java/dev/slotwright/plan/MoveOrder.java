package dev.slotwright.plan;

import dev.slotwright.cluster.NodeId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Puts moves into an order in which stopping after any of them leaves the cluster no worse, where
 * there is such an order: first the moves whose target stays below what their source held, of these
 * the one with the fullest source, then the one with the emptiest target.
 *
 * @param ids masters in ascending order
 * @param load bytes of each before the first move, in the same order
 */
record MoveOrder(List<NodeId> ids, long[] load) {

  List<SlotMove> order(List<SlotMove> moves) {
    int[] from = indexes(moves.stream().map(SlotMove::from).toList());
    int[] to = indexes(moves.stream().map(SlotMove::to).toList());
    long[] bytes = moves.stream().mapToLong(SlotMove::bytes).toArray();
    long[] now = load.clone();
    boolean[] done = new boolean[bytes.length];
    List<SlotMove> ordered = new ArrayList<>();
    while (ordered.size() < bytes.length) {
      int best = -1;
      for (int i = 0; i < bytes.length; i++) {
        if (!done[i] && (best < 0 || before(i, best, from, to, bytes, now))) {
          best = i;
        }
      }
      done[best] = true;
      ordered.add(moves.get(best));
      now[from[best]] -= bytes[best];
      now[to[best]] += bytes[best];
    }
    return ordered;
  }

  private int[] indexes(List<NodeId> nodes) {
    return nodes.stream().mapToInt(node -> Collections.binarySearch(ids, node)).toArray();
  }

  /** Whether move {@code a} goes before {@code b}; equal ones stay in the order given. */
  private static boolean before(int a, int b, int[] from, int[] to, long[] bytes, long[] now) {
    long targetOfA = now[to[a]] + bytes[a];
    long targetOfB = now[to[b]] + bytes[b];
    boolean safeA = targetOfA <= now[from[a]];
    boolean safeB = targetOfB <= now[from[b]];
    if (safeA != safeB) {
      return safeA;
    }
    if (now[from[a]] != now[from[b]]) {
      return now[from[a]] > now[from[b]];
    }
    return targetOfA < targetOfB;
  }
}
