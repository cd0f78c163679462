package dev.slotwright.redis.mover;

import dev.slotwright.cluster.NodeId;
import dev.slotwright.cluster.SlotSet;
import dev.slotwright.plan.SlotMove;
import dev.slotwright.world.redis.ClusterNode;
import dev.slotwright.world.redis.LocalCluster;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Slots that a random run moves, and who is struck meanwhile. */
record RandomOrder(LocalCluster cluster, List<SlotMove> moves) {
  /** Pairs of masters, no master in two of them, some slots of each source. */
  static RandomOrder of(LocalCluster cluster, Random random) {
    List<ClusterNode> masters =
        new ArrayList<>(
            cluster.nodes().stream().filter(node -> Views.self(node).master()).toList());
    Collections.shuffle(masters, random);
    List<SlotMove> moves = new ArrayList<>();
    int pairs = 1 + random.nextInt(masters.size() / 2);
    for (int i = 0; i < pairs; i++) {
      ClusterNode source = masters.get(2 * i);
      int[] own = Views.self(source).slots().stream().toArray();
      int from = random.nextInt(own.length / 2);
      int count = Math.min(own.length - from, 300 + random.nextInt(1_200));
      SlotSet slots = SlotSet.range(own[from], own[from + count - 1]);
      moves.add(new SlotMove(Views.id(source), Views.id(masters.get(2 * i + 1)), slots, 0));
    }
    return new RandomOrder(cluster, moves);
  }

  /** For 0 the first source, for 1 its target, for 2 a master that is neither. */
  ClusterNode victim(int which) {
    SlotMove move = moves.getFirst();
    if (which < 2) {
      return cluster.node((which == 0 ? move.from() : move.to()).value());
    }
    List<NodeId> ends = List.of(move.from(), move.to());
    return cluster.nodes().stream()
        .filter(node -> !ends.contains(Views.id(node)) && Views.self(node).master())
        .findFirst()
        .orElseThrow();
  }
}
