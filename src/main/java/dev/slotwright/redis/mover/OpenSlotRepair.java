package dev.slotwright.redis.mover;

import dev.slotwright.cluster.NodeId;
import dev.slotwright.cluster.SlotSet;
import dev.slotwright.control.RefusedException;
import dev.slotwright.control.UnreachableException;
import dev.slotwright.redis.ServerErrorException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jboss.logging.Logger;

/**
 * Closes every open slot by what the nodes say of themselves: forward where the target answers,
 * back where the target holds nothing of it and the source does not send anybody there. Never
 * STABLE on a node that holds keys of a slot it does not own.
 */
final class OpenSlotRepair {
  private static final Logger LOG = Logger.getLogger(OpenSlotRepair.class);

  private final OrderContext order;
  private final PairSeeker seeker;
  private final List<String> done = new ArrayList<>();

  /** From whom to whom slots have to go to be closed. */
  private record Way(NodeId from, NodeId to) {}

  OpenSlotRepair(OrderContext order, PairSeeker seeker) {
    this.order = order;
    this.seeker = seeker;
  }

  /** One line a slot. */
  List<String> run() {
    Map<NodeId, SelfView> views = seeker.ask();
    Map<Way, SlotSet> forward = new LinkedHashMap<>();
    for (int slot : openSlots(views)) {
      try {
        way(slot, views).ifPresent(way -> forward.merge(way, SlotSet.of(slot), SlotSet::plus));
      } catch (Unsettled | UnreachableException | ServerErrorException | RefusedException e) {
        done.add("slot %d left open: %s".formatted(slot, e.getMessage()));
      }
    }
    forward.forEach((way, slots) -> finish(way, slots, views));
    done.forEach(line -> LOG.infof("open slot %s", line));
    return List.copyOf(done);
  }

  private static Set<Integer> openSlots(Map<NodeId, SelfView> views) {
    Set<Integer> slots = new TreeSet<>();
    for (SelfView view : views.values()) {
      slots.addAll(view.migrating().keySet());
      slots.addAll(view.importing().keySet());
    }
    return slots;
  }

  /** Which way the slot goes; empty when it is closed already, or reported. */
  private Optional<Way> way(int slot, Map<NodeId, SelfView> views) {
    List<SelfView> masters = views.values().stream().filter(SelfView::master).toList();
    List<SelfView> owners =
        masters.stream()
            .filter(view -> view.owns(slot))
            .sorted(Comparator.comparingLong(view -> view.me().epoch()))
            .toList();
    if (owners.isEmpty()) {
      return unowned(slot, views);
    }
    SelfView owner = owners.getLast();
    if (owners.size() > 1) {
      return Optional.of(new Way(owners.getFirst().self(), owner.self()));
    }
    Optional<NodeId> stale =
        masters.stream()
            .filter(view -> view != owner && view.migratingTo(slot).isPresent())
            .map(SelfView::self)
            .findFirst();
    if (stale.isPresent()) {
      return Optional.of(new Way(stale.orElseThrow(), owner.self()));
    }
    return fromOwner(slot, owner, masters, views);
  }

  private Optional<Way> fromOwner(
      int slot, SelfView owner, List<SelfView> masters, Map<NodeId, SelfView> views) {
    List<SelfView> importers =
        masters.stream().filter(view -> view.importingFrom(slot).isPresent()).toList();
    Optional<NodeId> named = owner.migratingTo(slot);
    Optional<SelfView> target = named.flatMap(id -> successor(id, views));
    if (named.isPresent() && target.isEmpty()) {
      throw new Unsettled("its target %s does not answer".formatted(named.orElseThrow().brief()));
    }
    List<SelfView> holding = new ArrayList<>();
    for (SelfView importer : importers) {
      if (target.isPresent() && importer.self().equals(target.orElseThrow().self())) {
        continue;
      }
      if (keys(importer, slot) == 0) {
        stable(importer, slot);
      } else {
        holding.add(importer);
      }
    }
    if (holding.size() + (target.isPresent() ? 1 : 0) > 1) {
      throw new Unsettled("several nodes hold its keys: " + names(holding));
    }
    if (target.isEmpty() && holding.isEmpty() && importers.isEmpty()) {
      stableOnReplicas(slot, views);
    }
    return target
        .or(() -> holding.stream().findFirst())
        .map(to -> new Way(owner.self(), to.self()));
  }

  /** The node itself, or the master that it follows or that has taken its place. */
  private static Optional<SelfView> successor(NodeId id, Map<NodeId, SelfView> views) {
    SelfView same = views.get(id);
    if (same != null && same.master()) {
      return Optional.of(same);
    }
    Optional<NodeId> followed = same == null ? Optional.empty() : same.me().follows();
    return followed.map(views::get).filter(SelfView::master);
  }

  /** Only when every node that may own it answers: then the importing node takes it. */
  private Optional<Way> unowned(int slot, Map<NodeId, SelfView> views) {
    Optional<NodeId> silent =
        views.values().stream()
            .flatMap(view -> view.peers().values().stream())
            .filter(peer -> peer.slots().contains(slot) && !views.containsKey(peer.id()))
            .map(SelfView.Peer::id)
            .findFirst();
    if (silent.isPresent()) {
      throw new Unsettled("its owner %s does not answer".formatted(silent.orElseThrow().brief()));
    }
    List<SelfView> importers =
        views.values().stream()
            .filter(view -> view.master() && view.importingFrom(slot).isPresent())
            .toList();
    if (importers.size() != 1) {
      throw new Unsettled("nobody owns it, and %d nodes import it".formatted(importers.size()));
    }
    try (NodeLine line = order.line(importers.getFirst().me().address())) {
      line.ask(List.of(SetSlot.node(slot, importers.getFirst().self()))).getFirst().orThrow();
    }
    done.add("slot %d without owner taken by %s".formatted(slot, names(importers)));
    return Optional.empty();
  }

  private long keys(SelfView node, int slot) {
    try (NodeLine line = order.line(node.me().address())) {
      return line.ask(List.of(SetSlot.count(slot))).getFirst().orThrow().number();
    }
  }

  private void stable(SelfView node, int slot) {
    try (NodeLine line = order.line(node.me().address())) {
      line.ask(List.of(SetSlot.stable(slot))).getFirst().orThrow();
    }
    done.add(
        "slot %d closed at %s, which holds nothing of it".formatted(slot, names(List.of(node))));
  }

  /** Valkey 8 and newer keep open slots on replicas too, and take them from their master. */
  private void stableOnReplicas(int slot, Map<NodeId, SelfView> views) {
    views.values().stream()
        .filter(view -> !view.master())
        .filter(view -> view.migratingTo(slot).isPresent() || view.importingFrom(slot).isPresent())
        .flatMap(view -> view.me().follows().stream())
        .distinct()
        .map(views::get)
        .filter(master -> master != null && master.master())
        .forEach(master -> stable(master, slot));
  }

  private void finish(Way way, SlotSet slots, Map<NodeId, SelfView> views) {
    Pair pair = pair(way, views);
    try (PairMover mover = new PairMover(order, seeker, pair)) {
      align(pair, slots);
      mover.move(slots);
      for (int slot : slots.stream().toArray()) {
        done.add("slot %d finished to %s".formatted(slot, way.to().brief()));
      }
    } catch (MoveFailure
        | Unsettled
        | UnreachableException
        | ServerErrorException
        | RefusedException e) {
      done.add("slots %s not all closed: %s".formatted(slots, e.getMessage()));
    }
  }

  /** After a failover or another tool's work the two ends may name other nodes as their peers. */
  private static void align(Pair pair, SlotSet slots) {
    SelfView target = pair.readTarget();
    SlotSet open = slots.minus(target.slots());
    if (!open.isEmpty()) {
      new SlotOpener(pair).open(open, target);
    }
  }

  private Pair pair(Way way, Map<NodeId, SelfView> views) {
    return new Pair(
        way.from(),
        order.line(views.get(way.from()).me().address()),
        shard(way.from(), views),
        way.to(),
        order.line(views.get(way.to()).me().address()),
        shard(way.to(), views));
  }

  private static Set<NodeId> shard(NodeId master, Map<NodeId, SelfView> views) {
    Set<NodeId> shard = new HashSet<>(Set.of(master));
    views.get(master).peers().values().stream()
        .filter(peer -> peer.follows().equals(Optional.of(master)))
        .forEach(peer -> shard.add(peer.id()));
    return shard;
  }

  private static String names(List<SelfView> nodes) {
    return String.join(", ", nodes.stream().map(node -> node.self().brief()).toList());
  }
}
