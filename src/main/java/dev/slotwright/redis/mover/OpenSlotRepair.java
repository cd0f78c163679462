package dev.slotwright.redis.mover;

import dev.slotwright.cluster.NodeId;
import dev.slotwright.cluster.SlotSet;
import dev.slotwright.control.RefusedException;
import dev.slotwright.control.UnreachableException;
import dev.slotwright.redis.ServerErrorException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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

  private static final Duration POLL = Duration.ofMillis(200);

  private final OrderContext order;
  private final PairSeeker seeker;
  private final List<String> done = new ArrayList<>();

  OpenSlotRepair(OrderContext order, PairSeeker seeker) {
    this.order = order;
    this.seeker = seeker;
  }

  /** One line a slot. */
  List<String> run() {
    Map<NodeId, SelfView> views = seeker.ask();
    SlotDirection direction = new SlotDirection(order, seeker, done::add);
    Map<Way, SlotSet> forward = new LinkedHashMap<>();
    for (int slot : openSlots(views)) {
      try {
        direction
            .of(slot, views)
            .ifPresent(way -> forward.merge(way, SlotSet.of(slot), SlotSet::plus));
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

  private void finish(Way way, SlotSet slots, Map<NodeId, SelfView> views) {
    Pair pair = order.pair(way, views);
    try (PairMover mover = new PairMover(order, seeker, pair)) {
      aligned(pair, slots);
      move(mover, way, slots);
    } catch (MoveFailure
        | Unsettled
        | UnreachableException
        | ServerErrorException
        | RefusedException e) {
      done.add("slots %s not all closed: %s".formatted(slots, e.getMessage()));
    }
  }

  private void move(PairMover mover, Way way, SlotSet slots) {
    try {
      mover.move(slots);
    } catch (MoveFailure e) {
      if (!mover.open().isEmpty()) {
        throw e;
      }
      done.add(
          "slots %s closed, not all of them at %s: %s"
              .formatted(slots, way.to().brief(), e.getMessage()));
      return;
    }
    for (int slot : slots.stream().toArray()) {
      done.add("slot %d finished to %s".formatted(slot, way.to().brief()));
    }
  }

  /** Gossip may not have told both ends yet who has taken a dead node's place. */
  private void aligned(Pair pair, SlotSet slots) {
    long deadline = System.nanoTime() + order.settings().agreement().toNanos();
    while (true) {
      try {
        align(pair, slots);
        return;
      } catch (Unsettled e) {
        if (System.nanoTime() > deadline) {
          throw e;
        }
        Waiting.pause(POLL);
      }
    }
  }

  /** After a failover or another tool's work the two ends may name other nodes as their peers. */
  private static void align(Pair pair, SlotSet slots) {
    SelfView target = pair.readTarget();
    SlotSet open = slots.minus(target.slots());
    if (!open.isEmpty()) {
      new SlotOpener(pair).open(open, target, SlotSet.EMPTY);
    }
  }
}
