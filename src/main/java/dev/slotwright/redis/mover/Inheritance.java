package dev.slotwright.redis.mover;

import dev.slotwright.cluster.NodeId;
import dev.slotwright.cluster.SlotSet;
import dev.slotwright.redis.Request;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * Gives a dead master's slots to the node that has its keys, where it does not own them: a replica
 * that takes its master's place claims only the slots that it has heard of, and Redis before 7.0
 * tells of a slot taken by gossip alone. Until then the slots have no owner, and a cluster that
 * requires full coverage is down.
 */
final class Inheritance {
  private static final Logger LOG = Logger.getLogger(Inheritance.class);

  private final OrderContext order;
  private final PairSeeker seeker;

  Inheritance(OrderContext order, PairSeeker seeker) {
    this.order = order;
    this.seeker = seeker;
  }

  /**
   * The target takes those of the slots that by the source's view are a dead predecessor's.
   *
   * @param moved slots that this order has moved, or was moving, to the target's shard
   * @return whether there were any: both ends have to be read again
   * @throws Unsettled while the predecessor is not taken for failed by the majority
   */
  boolean claim(SlotSet moved, Pair pair, SelfView source, SelfView target) {
    Set<NodeId> shard = pair.targetShard();
    boolean any = false;
    for (SelfView.Peer dead : source.peers().values()) {
      SlotSet slots = dead.slots().intersect(moved).minus(target.slots());
      boolean predecessor = shard.contains(dead.id()) && !dead.id().equals(target.self());
      if (predecessor && dead.failed() && !slots.isEmpty()) {
        Map<NodeId, SelfView> views = seeker.ask();
        new LostTarget(order.settings().goneAfter(), source, dead.id(), views).requireFailed();
        SlotSet unowned = slots;
        for (SelfView view : views.values()) {
          unowned = view.master() ? unowned.minus(view.slots()) : unowned;
        }
        if (!unowned.isEmpty()) {
          take(unowned, target, dead, List.of(source));
          any = true;
        }
      }
    }
    return any;
  }

  /**
   * The heir takes slots that nobody living owns, under an epoch above the dead owner's.
   *
   * @param others are told at once
   * @throws Unsettled when the heir does not own them afterwards
   */
  void take(SlotSet slots, SelfView heir, SelfView.Peer dead, List<SelfView> others) {
    List<Request> owned = slots.stream().mapToObj(slot -> SetSlot.node(slot, heir.self())).toList();
    try (NodeLine line = order.line(heir.me().address())) {
      List<Answer> answers = SetSlot.all(line, owned);
      SlotOpener.requireOk("NODE", line, answers.subList(0, answers.size() - 1));
      SelfView after = Pair.view(answers.getLast());
      if (epochOf(dead, after, others) >= after.me().epoch()) {
        line.ask(List.of(Request.of("CLUSTER", "BUMPEPOCH")));
        after = Pair.view(line.ask(List.of(SetSlot.NODES)).getFirst());
      }
      if (!after.master() || !slots.minus(after.slots()).isEmpty()) {
        throw new Unsettled(
            "%s has not taken slots %s of %s".formatted(line.address(), slots, dead.id().brief()));
      }
    }
    for (SelfView other : others) {
      try (NodeLine line = order.line(other.me().address())) {
        List<Answer> answers = SetSlot.all(line, owned);
        SlotOpener.requireOk("NODE", line, answers.subList(0, answers.size() - 1));
      }
    }
    LOG.warnf(
        "slots of a dead master taken by the node with their keys slots=%s dead=%s now=%s",
        slots, dead.id().brief(), heir.self().brief());
  }

  private static long epochOf(SelfView.Peer dead, SelfView heir, List<SelfView> others) {
    return Stream.concat(
            Stream.of(Optional.of(dead), Optional.ofNullable(heir.peers().get(dead.id())))
                .flatMap(Optional::stream),
            others.stream().map(view -> view.peers().get(dead.id())).filter(Objects::nonNull))
        .mapToLong(SelfView.Peer::epoch)
        .max()
        .orElse(0);
  }
}
