package dev.slotwright.redis.mover;

import dev.slotwright.cluster.Address;
import dev.slotwright.cluster.NodeId;
import dev.slotwright.cluster.SlotSet;
import dev.slotwright.control.UnreachableException;
import dev.slotwright.redis.ServerErrorException;
import dev.slotwright.redis.SharedSlots;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;

/**
 * Finds both ends of a move as they are now: after a failover the shard's new master takes the
 * place of the old one. Every node is asked for its own word; what others say of it does not count.
 */
final class PairSeeker {
  private static final Logger LOG = Logger.getLogger(PairSeeker.class);

  private final OrderContext order;
  private final Set<Address> addresses;

  /**
   * @param addresses of all nodes known so far
   */
  PairSeeker(OrderContext order, Set<Address> addresses) {
    this.order = order;
    this.addresses = new LinkedHashSet<>(addresses);
  }

  /** What each node that answers says, by its id. */
  Map<NodeId, SelfView> ask() {
    Map<NodeId, SelfView> views = new HashMap<>();
    SharedSlots shared = new SharedSlots();
    for (Address address : List.copyOf(addresses)) {
      try (NodeLine line = order.line(address)) {
        Answer nodes = line.ask(List.of(SetSlot.NODES)).getFirst();
        SelfView view = SelfView.parse(nodes.orThrow().text(), shared);
        views.put(view.self(), view);
      } catch (UnreachableException silent) {
        Waiting.checkInterrupted();
      } catch (ServerErrorException notServing) {
        // A node that loads its data answers so for minutes, and has no say in who owns a slot.
        LOG.infof("node does not serve node=%s why=%s", address, notServing.serverMessage());
      }
    }
    views.values().stream()
        .flatMap(view -> view.peers().values().stream())
        .filter(peer -> !peer.failed())
        .forEach(peer -> addresses.add(peer.address()));
    return views;
  }

  /**
   * The pair as it is now.
   *
   * @throws Unsettled while a shard has no master that answers
   */
  Pair find(Pair before, SlotSet slots) {
    Map<NodeId, SelfView> views = ask();
    SelfView target = master("target", before.targetId(), before.targetShard(), views);
    SelfView source =
        owner(slots, target, views)
            .orElseGet(() -> master("source", before.sourceId(), before.sourceShard(), views));
    if (source.self().equals(target.self())) {
      throw MoveFailure.passing("source and target of %s are one".formatted(before.name()), null);
    }
    before.close();
    return new Pair(
        source.self(),
        order.line(source.me().address()),
        shard(source, before.sourceShard(), views),
        target.self(),
        order.line(target.me().address()),
        shard(target, before.targetShard(), views));
  }

  /** The master, other than the target, that owns the first of the slots by its own word. */
  private static Optional<SelfView> owner(
      SlotSet slots, SelfView target, Map<NodeId, SelfView> views) {
    List<SelfView> owners = new ArrayList<>(views.values());
    owners.removeIf(
        view ->
            !view.master()
                || view.self().equals(target.self())
                || view.slots().intersect(slots).isEmpty());
    return owners.size() == 1 ? Optional.of(owners.getFirst()) : Optional.empty();
  }

  private static SelfView master(
      String role, NodeId id, Set<NodeId> shard, Map<NodeId, SelfView> views) {
    SelfView same = views.get(id);
    if (same != null && same.master() && !replacedBy(same, shard, views)) {
      return same;
    }
    NodeId followed =
        same == null ? null : same.me().follows().filter(views::containsKey).orElse(null);
    if (followed != null && views.get(followed).master()) {
      return views.get(followed);
    }
    return shard.stream()
        .map(views::get)
        .filter(view -> view != null && view.master() && !view.self().equals(id))
        .findFirst()
        .orElseThrow(() -> new Unsettled("no master answers for the " + role + " " + id.brief()));
  }

  /** A master that has come back and does not know yet that its replica has taken its place. */
  private static boolean replacedBy(SelfView old, Set<NodeId> shard, Map<NodeId, SelfView> views) {
    return shard.stream()
        .map(views::get)
        .anyMatch(
            view ->
                view != null
                    && view.master()
                    && !view.self().equals(old.self())
                    && view.me().epoch() > old.me().epoch()
                    && !view.slots().intersect(old.slots()).isEmpty());
  }

  private static Set<NodeId> shard(
      SelfView master, Set<NodeId> before, Map<NodeId, SelfView> views) {
    Set<NodeId> shard = new HashSet<>(before);
    shard.add(master.self());
    views.values().stream()
        .filter(view -> view.me().follows().equals(Optional.of(master.self())))
        .forEach(view -> shard.add(view.self()));
    return shard;
  }
}
