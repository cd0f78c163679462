package dev.slotwright.operation;

import dev.slotwright.cluster.Address;
import dev.slotwright.cluster.NodeId;
import dev.slotwright.cluster.Observation;
import dev.slotwright.cluster.PodSet;
import dev.slotwright.cluster.SlotSet;
import dev.slotwright.plan.SlotMove;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A cluster on paper that obeys commands at once but for pods (one tick) and slots (a few a tick).
 * It refuses what no real cluster would survive.
 */
final class PaperCluster {
  private static final int SLOTS_PER_TICK = 1_000;

  private final Map<Integer, PaperNode> pods = new TreeMap<>();
  private final TreeSet<Integer> claims = new TreeSet<>();
  private final List<SlotMove> order = new ArrayList<>();
  private final TreeSet<Integer> open = new TreeSet<>();
  private int desired;
  private int version = 1;
  private int born;
  private MoveStatus move = new MoveStatus.Idle();

  PaperCluster(int desired) {
    this.desired = desired;
    tick();
  }

  /** Somebody else's hand. */
  void scaledByHand(int replicas) {
    desired = replicas;
    version++;
  }

  /** Somebody deletes the pod; its process runs on for its grace period. */
  void delete(int ordinal) {
    pods.get(ordinal).terminating = true;
  }

  /** The process has ended, and the pod is made again with what its claim has kept. */
  void madeAgain(int ordinal) {
    pods.get(ordinal).terminating = false;
  }

  /** The replica's link to its master is down. */
  void behind(int ordinal, boolean behind) {
    pods.get(ordinal).behind = behind;
  }

  /** How far the node has read or written. */
  void offset(int ordinal, long offset) {
    pods.get(ordinal).offset = offset;
  }

  void silence(int ordinal, boolean silent) {
    pods.get(ordinal).silent = silent;
  }

  void silenceAll(boolean silent) {
    pods.values().forEach(node -> node.silent = silent);
  }

  /** A slot is left open at its source, towards any other master. */
  void openSlot(int slot) {
    open.add(slot);
  }

  /** The replica takes over from a master that then follows it. */
  void failover(NodeId replica) {
    PaperNode next = node(replica);
    PaperNode old = node(next.master.orElseThrow());
    next.slots = old.slots;
    old.slots = SlotSet.EMPTY;
    next.master = Optional.empty();
    for (PaperNode other : pods.values()) {
      if (other == old || other.master.equals(Optional.of(old.id))) {
        other.master = Optional.of(next.id);
      }
    }
  }

  void tick() {
    for (int ordinal = 0; ordinal < desired; ordinal++) {
      pods.computeIfAbsent(ordinal, this::blank);
      claims.add(ordinal);
    }
    pods.entrySet().removeIf(pod -> pod.getKey() >= desired && lost(pod.getValue()));
    advance();
  }

  private static boolean lost(PaperNode node) {
    if (!node.slots.isEmpty()) {
      throw new AssertionError("a pod that owns slots " + node.slots + " was removed");
    }
    return true;
  }

  private PaperNode blank(int ordinal) {
    return new PaperNode(ordinal, new NodeId("n%03d-%d".formatted(ordinal, ++born)));
  }

  private void advance() {
    if (!(move instanceof MoveStatus.Running)) {
      return;
    }
    if (order.isEmpty()) {
      move = new MoveStatus.Done(MoveStatus.Progress.NONE);
      return;
    }
    SlotMove next = order.removeFirst();
    SlotSet now = next.slots().first(SLOTS_PER_TICK);
    if (!node(next.from()).slots.minus(now).plus(now).equals(node(next.from()).slots)) {
      throw new AssertionError("slots moved from a node that does not own them");
    }
    node(next.from()).slots = node(next.from()).slots.minus(now);
    node(next.to()).slots = node(next.to()).slots.plus(now);
    SlotSet rest = next.slots().minus(now);
    if (!rest.isEmpty()) {
      order.addFirst(new SlotMove(next.from(), next.to(), rest, 0));
    }
  }

  MoveStatus move() {
    return move;
  }

  void acknowledge() {
    if (!(move instanceof MoveStatus.Running)) {
      move = new MoveStatus.Idle();
    }
  }

  /** What a controller's death does to the mover in its process. */
  void moverDies() {
    order.clear();
    move = new MoveStatus.Idle();
  }

  void moverFails(String reason) {
    order.clear();
    move = new MoveStatus.Failed(MoveStatus.Progress.NONE, reason, true);
  }

  void moverFindsTheTargetFull() {
    order.clear();
    move = new MoveStatus.Failed(MoveStatus.Progress.NONE, "the target is full", false, true);
  }

  void obey(Command command) {
    switch (command) {
      case Command.Grow(int replicas) -> desired = Math.max(desired, replicas);
      case Command.Shrink(int replicas, String seen) -> {
        if (!seen.equals(Integer.toString(version))) {
          throw new AssertionError("shrunk on an old version");
        }
        desired = replicas;
      }
      case Command.DeleteClaims(var ordinals) -> claims.removeAll(ordinals);
      case Command.Meet(var member, var newcomer, var expected) -> {
        if (!at(newcomer).id.equals(expected)) {
          throw new AssertionError("met " + at(newcomer).id + " in the place of " + expected);
        }
        at(member).member = true;
        at(newcomer).member = true;
      }
      case Command.AddSlots(var master, var slots) ->
          node(master).slots = node(master).slots.plus(slots);
      case Command.Attach(var replica, var master) -> {
        if (!node(replica).slots.isEmpty() || node(master).master.isPresent()) {
          throw new AssertionError("attached " + replica + " to " + master);
        }
        node(replica).master = Optional.of(master);
      }
      case Command.Promote(var replica) -> failover(replica);
      case Command.HandOver(var pod, var replica) -> handOver(replica);
      case Command.Remove(var nodes) -> nodes.forEach(id -> remove(id, nodes));
      case Command.MoveSlots moves -> {
        order.addAll(moves.moves());
        move = new MoveStatus.Running(MoveStatus.Progress.NONE);
      }
      case Command.CloseOpenSlots close -> open.clear();
      case Command.StopMove stop -> moverDies();
    }
  }

  private void handOver(NodeId replica) {
    if (move instanceof MoveStatus.Running || !open.isEmpty()) {
      throw new AssertionError("failover of " + replica + " while slots are open");
    }
    if (node(replica).master.isPresent()) {
      failover(replica);
    }
  }

  private void remove(NodeId id, Set<NodeId> leaving) {
    PaperNode node = node(id);
    if (!node.slots.isEmpty()) {
      throw new AssertionError("removed " + id + " with slots " + node.slots);
    }
    for (PaperNode other : pods.values()) {
      if (other.member && !leaving.contains(other.id) && other.master.equals(Optional.of(id))) {
        throw new AssertionError("removed " + id + ", which " + other.id + " follows");
      }
    }
    node.member = false;
    node.master = Optional.empty();
    node.id = new NodeId(id.value().substring(0, 4) + "-" + ++born);
  }

  private PaperNode node(NodeId id) {
    return pods.values().stream().filter(n -> n.id.equals(id)).findFirst().orElseThrow();
  }

  private PaperNode at(Address address) {
    return pods.values().stream()
        .filter(n -> n.address().equals(address))
        .findFirst()
        .orElseThrow();
  }

  /** What a look at it would find. */
  Observation observe(Instant at) {
    PaperView view = new PaperView(pods.values(), open);
    PodSet set =
        new PodSet(
            "redis", desired, Integer.toString(version), PaperNode.PORT, view.pods(), claims);
    return new Observation(at, set, view.nodes());
  }

  TreeSet<Integer> claims() {
    return claims;
  }
}
