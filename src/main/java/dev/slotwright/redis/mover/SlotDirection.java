package dev.slotwright.redis.mover;

import dev.slotwright.cluster.NodeId;
import dev.slotwright.cluster.SlotSet;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/**
 * Which way an open slot has to go to be closed, by what the nodes say of themselves. Closes at
 * once what needs no key moved.
 */
final class SlotDirection {
  private static final Logger LOG = Logger.getLogger(SlotDirection.class);

  private final OrderContext order;
  private final Consumer<String> done;
  private final Inheritance inheritance;

  /**
   * @param seeker asks the nodes
   * @param done is told what was closed at once, a line a slot
   */
  SlotDirection(OrderContext order, PairSeeker seeker, Consumer<String> done) {
    this.order = order;
    this.done = done;
    this.inheritance = new Inheritance(order, seeker);
  }

  /** Which way the slot goes; empty when it is closed already, or reported. */
  Optional<Way> of(int slot, Map<NodeId, SelfView> views) {
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
      return withoutTarget(slot, owner, named.orElseThrow(), views);
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
    if (target.isPresent()
        && holding.size() == 1
        && coveredKeys(target.orElseThrow(), slot, owner) == 0) {
      // Another tool has turned the slot to a node that has nothing of it yet.
      target.filter(to -> to.importingFrom(slot).isPresent()).ifPresent(to -> stable(to, slot));
      target = Optional.empty();
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

  /** Its target is dead: forward to who has taken its place, or back when it is gone for good. */
  private Optional<Way> withoutTarget(
      int slot, SelfView owner, NodeId dead, Map<NodeId, SelfView> views) {
    LostTarget lost = new LostTarget(order.settings().goneAfter(), owner, dead, views);
    lost.requireFailed();
    List<SelfView> holding = new ArrayList<>();
    List<SelfView> idle = new ArrayList<>();
    for (SelfView other : lost.others()) {
      if (coveredKeys(other, slot, owner) > 0) {
        holding.add(other);
      } else if (other.importingFrom(slot).isPresent()) {
        idle.add(other);
      }
    }
    if (holding.size() > 1) {
      throw new Unsettled("several nodes hold its keys: " + names(holding));
    }
    if (holding.isEmpty() && idle.size() == 1) {
      holding.add(idle.removeFirst());
    }
    if (holding.isEmpty()) {
      lost.requireGone();
    }
    idle.forEach(other -> stable(other, slot));
    if (holding.isEmpty()) {
      returned(slot, owner, dead);
      return Optional.empty();
    }
    LOG.warnf("target failover slot=%d failed=%s now=%s", slot, dead.brief(), names(holding));
    return Optional.of(new Way(owner.self(), holding.getFirst().self()));
  }

  /** The keys that were at the dead node are lost with it: a replica would have been found. */
  private void returned(int slot, SelfView owner, NodeId dead) {
    try (NodeLine line = order.line(owner.me().address())) {
      SlotOpener.requireOk("STABLE", line, line.ask(List.of(SetSlot.stable(slot))));
    }
    LOG.warnf(
        "slot closed without its target, what had moved there is lost slot=%d target=%s owner=%s",
        slot, dead.brief(), owner.self().brief());
    done.accept(
        "slot %d closed at %s: its target %s is gone, and what had moved there with it"
            .formatted(slot, owner.self().brief(), dead.brief()));
  }

  /**
   * Keys of the slot at a node that does not own it. Redis 8.4 and newer count none unless the node
   * imports the slot, so it does for the question, and goes on to where there are some.
   */
  private long coveredKeys(SelfView node, int slot, SelfView owner) {
    if (node.importingFrom(slot).isPresent()) {
      return keys(node, slot);
    }
    try (NodeLine line = order.line(node.me().address())) {
      List<Answer> answers =
          line.ask(List.of(SetSlot.importing(slot, owner.self()), SetSlot.count(slot)));
      SlotOpener.requireOk("IMPORTING", line, answers);
      long keys = answers.getLast().orThrow().number();
      if (keys == 0) {
        SlotOpener.requireOk("STABLE", line, line.ask(List.of(SetSlot.stable(slot))));
      }
      return keys;
    }
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
      inherited(slot, silent.orElseThrow(), views);
      return Optional.empty();
    }
    List<SelfView> importers =
        views.values().stream()
            .filter(view -> view.master() && view.importingFrom(slot).isPresent())
            .toList();
    if (importers.size() == 2) {
      return turned(slot, importers, views);
    }
    if (importers.size() != 1) {
      throw new Unsettled("nobody owns it, and %d nodes import it".formatted(importers.size()));
    }
    try (NodeLine line = order.line(importers.getFirst().me().address())) {
      line.ask(List.of(SetSlot.node(slot, importers.getFirst().self()))).getFirst().orThrow();
    }
    done.accept("slot %d without owner taken by %s".formatted(slot, names(importers)));
    return Optional.empty();
  }

  /** Its target had taken it and died, and who took its place had not heard of that. */
  private void inherited(int slot, NodeId dead, Map<NodeId, SelfView> views) {
    SelfView source =
        views.values().stream()
            .filter(view -> view.master() && view.migratingTo(slot).equals(Optional.of(dead)))
            .findFirst()
            .orElseThrow(
                () -> new Unsettled("its owner %s does not answer".formatted(dead.brief())));
    LostTarget lost = new LostTarget(order.settings().goneAfter(), source, dead, views);
    lost.requireFailed();
    List<SelfView> holding = new ArrayList<>(lost.others());
    holding.removeIf(other -> coveredKeys(other, slot, source) == 0);
    if (keys(source, slot) > 0) {
      holding.add(source);
    }
    if (holding.size() > 1) {
      throw new Unsettled("several nodes hold its keys: " + names(holding));
    }
    if (holding.isEmpty()) {
      lost.requireGone();
    }
    SelfView heir = holding.isEmpty() ? source : holding.getFirst();
    List<SelfView> told = heir == source ? List.of() : List.of(source);
    inheritance.take(SlotSet.of(slot), heir, source.peers().get(dead), told);
    done.accept(
        "slot %d taken over by %s from %s, which has failed"
            .formatted(slot, heir.self().brief(), dead.brief()));
  }

  /** Both ends import it from each other: a turnaround was cut off between its halves. */
  private Optional<Way> turned(int slot, List<SelfView> ends, Map<NodeId, SelfView> views) {
    SelfView first = ends.getFirst();
    SelfView last = ends.getLast();
    if (!first.importingFrom(slot).equals(Optional.of(last.self()))
        || !last.importingFrom(slot).equals(Optional.of(first.self()))) {
      throw new Unsettled("nobody owns it, and two nodes import it: " + names(ends));
    }
    // The others have not heard yet that its owner gave it up.
    long ofFirst =
        views.values().stream().filter(view -> believes(view, first, ends, slot)).count();
    long ofLast = views.values().stream().filter(view -> believes(view, last, ends, slot)).count();
    boolean home = ofFirst == ofLast ? keys(first, slot) >= keys(last, slot) : ofFirst > ofLast;
    SelfView owner = home ? first : last;
    SelfView full = home ? last : first;
    try (Pair pair =
        new Pair(
            owner.self(),
            order.line(owner.me().address()),
            Set.of(owner.self()),
            full.self(),
            order.line(full.me().address()),
            Set.of(full.self()))) {
      new Turnaround(pair).take(slot);
    }
    return Optional.of(new Way(full.self(), owner.self()));
  }

  private static boolean believes(SelfView view, SelfView owner, List<SelfView> ends, int slot) {
    SelfView.Peer peer = view.peers().get(owner.self());
    return !ends.contains(view) && peer != null && peer.slots().contains(slot);
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
    done.accept(
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

  private static String names(List<SelfView> nodes) {
    return String.join(", ", nodes.stream().map(node -> node.self().brief()).toList());
  }
}
