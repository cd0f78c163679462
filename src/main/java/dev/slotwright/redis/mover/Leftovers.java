package dev.slotwright.redis.mover;

import dev.slotwright.cluster.NodeId;
import dev.slotwright.cluster.SlotSet;
import dev.slotwright.control.RefusedException;
import dev.slotwright.control.UnreachableException;
import dev.slotwright.redis.Request;
import dev.slotwright.redis.ServerErrorException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;

/**
 * Removes copies that a master holds of keys whose slot another master owns, such as a failover in
 * the middle of a move leaves behind: no client can reach them, and the next move of their slot
 * would find them in its way.
 *
 * <p>Only where no slot is open, all nodes agree on the owners, and the owner itself says that it
 * owns the slot and has the key. What the owner does not have is reported and stays. Redis 8.4 and
 * newer do not show such keys and delete them themselves.
 */
final class Leftovers {
  private static final Logger LOG = Logger.getLogger(Leftovers.class);
  private static final int SLOTS = 16_384;
  private static final int CHUNK = 1024;
  private static final int PAGE = 512;

  private final OrderContext order;
  private final PairSeeker seeker;

  Leftovers(OrderContext order, PairSeeker seeker) {
    this.order = order;
    this.seeker = seeker;
  }

  /** What was done, a line a slot; nothing is done while anything is open or unclear. */
  List<String> sweep() {
    Map<NodeId, SelfView> views = seeker.ask();
    boolean open =
        views.values().stream()
            .anyMatch(view -> !view.migrating().isEmpty() || !view.importing().isEmpty());
    if (open || !Agreement.disagreements(views).isEmpty()) {
      return List.of();
    }
    List<String> done = new ArrayList<>();
    for (SelfView holder : views.values()) {
      if (holder.master()) {
        try {
          sweep(holder, views, done);
        } catch (Unsettled | UnreachableException | ServerErrorException | RefusedException e) {
          LOG.warnf("leftovers not swept node=%s why=%s", holder.self().brief(), e.getMessage());
        }
      }
    }
    done.forEach(line -> LOG.infof("leftovers %s", line));
    return done;
  }

  private void sweep(SelfView holder, Map<NodeId, SelfView> views, List<String> done) {
    SlotSet held;
    try (NodeLine line = order.line(holder.me().address())) {
      if (line.server().hidesForeignKeys() || line.call("DBSIZE").number() == 0) {
        return;
      }
      held = holding(line, SlotSet.range(0, SLOTS - 1).minus(holder.slots()));
    }
    for (int slot : held.stream().toArray()) {
      Optional<SelfView> owner =
          views.values().stream().filter(view -> view.master() && view.owns(slot)).findFirst();
      if (owner.isPresent()) {
        try (Pair pair = pair(owner.orElseThrow(), holder)) {
          done.add(sweep(slot, pair));
        }
      }
    }
  }

  private static SlotSet holding(NodeLine line, SlotSet foreign) {
    SlotSet held = SlotSet.EMPTY;
    for (SlotSet left = foreign; !left.isEmpty(); ) {
      SlotSet chunk = left.first(CHUNK);
      int[] slots = chunk.stream().toArray();
      List<Answer> counts = line.ask(chunk.stream().mapToObj(SetSlot::count).toList());
      for (int i = 0; i < slots.length; i++) {
        if (counts.get(i).orThrow().number() > 0) {
          held = held.plus(SlotSet.of(slots[i]));
        }
      }
      left = left.minus(chunk);
    }
    return held;
  }

  /** Between the owner as the source and the holder as the target, as if the slot were moving. */
  private String sweep(int slot, Pair pair) {
    SelfView holder = pair.readTarget();
    SelfView owner = pair.readSource();
    if (!owner.owns(slot) || holder.owns(slot) || owner.migratingTo(slot).isPresent()) {
      throw new Unsettled("slot " + slot + " has changed its owner meanwhile, or is on its way");
    }
    NodeLine line = pair.target();
    List<Request> open = List.of(SetSlot.importing(slot, pair.sourceId()));
    SlotOpener.requireOk("IMPORTING", line, line.ask(open));
    int removed = 0;
    try {
      for (List<Key> copies = copies(slot, pair); !copies.isEmpty(); copies = copies(slot, pair)) {
        removed += remove(copies, line);
      }
    } finally {
      SlotOpener.requireOk("STABLE", line, line.ask(List.of(SetSlot.stable(slot))));
    }
    long left = line.ask(List.of(SetSlot.count(slot))).getFirst().orThrow().number();
    String found =
        "slot %d: %d leftover keys removed at %s, which %s owns"
            .formatted(slot, removed, pair.targetId().brief(), pair.sourceId().brief());
    return left == 0 ? found : found + "; %d that it does not have are still there".formatted(left);
  }

  private static List<Key> copies(int slot, Pair pair) {
    List<Key> keys = new ArrayList<>();
    pair.target()
        .ask(List.of(SetSlot.keys(slot, PAGE)))
        .getFirst()
        .orThrow()
        .items()
        .forEach(name -> keys.add(new Key(slot, name.raw())));
    return new BothEnds(pair).onBoth(keys);
  }

  private static int remove(List<Key> copies, NodeLine line) {
    List<Request> requests = new ArrayList<>();
    for (Key key : copies) {
      requests.add(Request.of("ASKING"));
      requests.add(Request.of("UNLINK").with(key.name()));
    }
    SlotOpener.requireOk("UNLINK", line, line.ask(requests));
    return copies.size();
  }

  private Pair pair(SelfView owner, SelfView holder) {
    return new Pair(
        owner.self(),
        order.line(owner.me().address()),
        Set.of(owner.self()),
        holder.self(),
        order.line(holder.me().address()),
        Set.of(holder.self()));
  }
}
