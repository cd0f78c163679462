package dev.slotwright.redis.mover;

import dev.slotwright.cluster.NodeId;
import dev.slotwright.cluster.SlotSet;
import dev.slotwright.plan.SlotMove;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** What has to hold before the first slot is touched. Each refusal names the node and a remedy. */
final class Preflight {
  private static final Duration POLL = Duration.ofMillis(100);

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
    Map<NodeId, SelfView> views = settledViews(moves);
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
          requirePermissions(pair.source(), move);
        }
        if (checked.add(move.to())) {
          HeadRoom.require(pair.target(), incoming.get(move.to()), order.bytes().estimated());
          new TargetReplicas(pair.target(), order.settings().replicaWindowBytes())
              .require(views.get(move.to()));
          if (!atomic.test(move)) {
            requirePermissions(pair.target(), move);
          }
        }
        requireEmptyAndProve(move, pair, views);
      }
    }
  }

  /** Waits as long as gossip may take; then what is still wrong is the refusal. */
  private Map<NodeId, SelfView> settledViews(List<SlotMove> moves) {
    long deadline = System.nanoTime() + order.settings().agreement().toNanos();
    while (true) {
      Map<NodeId, SelfView> views = seeker.ask();
      List<String> wrong = silent(views, moves);
      if (wrong.isEmpty()) {
        wrong = Agreement.disagreements(views);
      }
      if (wrong.isEmpty()) {
        return views;
      }
      if (System.nanoTime() > deadline) {
        throw MoveFailure.passing(
            "the nodes do not agree on the slots, or are away: " + String.join("; ", wrong), null);
      }
      Waiting.pause(POLL);
    }
  }

  /**
   * Nodes that have to answer: both ends, and every master that serves, for it alone tells its open
   * slots. One that the others take for failed has lost its say.
   */
  private static List<String> silent(Map<NodeId, SelfView> views, List<SlotMove> moves) {
    Map<NodeId, String> silent = new TreeMap<>();
    for (SlotMove move : moves) {
      for (NodeId end : List.of(move.from(), move.to())) {
        if (!views.containsKey(end)) {
          silent.put(end, "node " + end.brief() + " does not answer: see whether it runs");
        }
      }
    }
    for (SelfView view : views.values()) {
      for (SelfView.Peer peer : view.peers().values()) {
        if (peer.master()
            && !peer.failed()
            && !peer.slots().isEmpty()
            && !views.containsKey(peer.id())) {
          silent.put(
              peer.id(),
              "master %s at %s does not answer: see whether it can be reached from here"
                  .formatted(peer.id().brief(), peer.address()));
        }
      }
    }
    return List.copyOf(silent.values());
  }

  private static void requirePermissions(NodeLine node, SlotMove move) {
    Permissions.require(node, move.slots().stream().findFirst().orElseThrow());
  }

  private long bytesToCome(SlotMove move) {
    return order.bytesOf(move.slots());
  }

  private static void requireMasters(SlotMove move, Map<NodeId, SelfView> views) {
    for (NodeId id : List.of(move.from(), move.to())) {
      SelfView view = views.get(id);
      if (!view.master()) {
        throw MoveFailure.passing(
            "node %s at %s is a replica now: the move has to be planned anew"
                .formatted(id.brief(), view.me().address()),
            null);
      }
    }
  }

  /** Valkey 8 and newer keep the open slots of a master on its replicas too. */
  private static void requireNoForeignOpenSlot(SelfView view, List<SlotMove> moves) {
    NodeId master = view.me().follows().orElse(view.self());
    view.migrating().forEach((slot, to) -> requireOrdered(slot, master, to, view.self(), moves));
    view.importing()
        .forEach((slot, from) -> requireOrdered(slot, from, master, view.self(), moves));
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
