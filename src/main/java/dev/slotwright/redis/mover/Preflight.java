package dev.slotwright.redis.mover;

import dev.slotwright.cluster.NodeId;
import dev.slotwright.cluster.SlotSet;
import dev.slotwright.plan.SlotMove;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** What has to hold before the first slot is touched. Each refusal names the node and a remedy. */
final class Preflight {
  private final OrderContext order;
  private final PairSeeker seeker;
  private final Function<SlotMove, Pair> pairs;
  private final Predicate<SlotMove> atomic;

  /**
   * @param atomic whether the servers move its slots themselves: then there is no MIGRATE to prove
   */
  Preflight(
      OrderContext order,
      PairSeeker seeker,
      Function<SlotMove, Pair> pairs,
      Predicate<SlotMove> atomic) {
    this.order = order;
    this.seeker = seeker;
    this.pairs = pairs;
    this.atomic = atomic;
  }

  /**
   * @throws MoveFailure when the order must not begin
   */
  void check(List<SlotMove> moves) {
    List<String> disagreements = Agreement.await(seeker, order.settings().agreement());
    if (!disagreements.isEmpty()) {
      throw MoveFailure.passing(
          "the nodes do not agree on the slots: " + String.join("; ", disagreements), null);
    }
    Map<NodeId, SelfView> views = seeker.ask();
    moves.forEach(move -> requireMasters(move, views));
    views.values().forEach(view -> requireNoForeignOpenSlot(view, moves));
    Map<NodeId, Long> incoming =
        moves.stream()
            .collect(
                Collectors.groupingBy(SlotMove::to, Collectors.summingLong(this::bytesToCome)));
    Set<NodeId> checked = new HashSet<>();
    for (SlotMove move : moves) {
      try (Pair pair = pairs.apply(move)) {
        if (!atomic.test(move) && checked.add(move.from())) {
          HeadRoom.requireOneDatabase(pair.source());
        }
        if (checked.add(move.to())) {
          HeadRoom.require(pair.target(), incoming.get(move.to()));
        }
        requireEmptyAndProve(move, pair, views);
      }
    }
  }

  private long bytesToCome(SlotMove move) {
    return order.bytesOf(move.slots());
  }

  private static void requireMasters(SlotMove move, Map<NodeId, SelfView> views) {
    for (NodeId id : List.of(move.from(), move.to())) {
      SelfView view = views.get(id);
      if (view == null) {
        throw MoveFailure.passing("node " + id.brief() + " does not answer", null);
      }
      if (!view.master()) {
        throw MoveFailure.passing(
            "node " + id.brief() + " is a replica now: the move has to be planned anew", null);
      }
    }
  }

  private static void requireNoForeignOpenSlot(SelfView view, List<SlotMove> moves) {
    view.migrating()
        .forEach((slot, to) -> requireOrdered(slot, view.self(), to, view.self(), moves));
    view.importing()
        .forEach((slot, from) -> requireOrdered(slot, from, view.self(), view.self(), moves));
  }

  private static void requireOrdered(
      int slot, NodeId from, NodeId to, NodeId holder, List<SlotMove> moves) {
    boolean ordered =
        moves.stream()
            .anyMatch(
                move ->
                    move.from().equals(from)
                        && move.to().equals(to)
                        && move.slots().contains(slot));
    if (!ordered) {
      throw MoveFailure.lasting(
          "slot %d is open from %s to %s (so says %s), which nobody ordered: repair first"
              .formatted(slot, from.brief(), to.brief(), holder.brief()));
    }
  }

  private void requireEmptyAndProve(SlotMove move, Pair pair, Map<NodeId, SelfView> views) {
    SlotStates states =
        SlotStates.of(move.slots(), pair, views.get(move.from()), views.get(move.to()));
    SlotSet fresh = states.fresh();
    if (!fresh.isEmpty()) {
      new SlotOpener(pair).requireEmptyTarget(fresh);
      if (!atomic.test(move)) {
        new Canary(pair, order).prove(fresh.stream().findFirst().orElseThrow());
      }
    }
  }
}
