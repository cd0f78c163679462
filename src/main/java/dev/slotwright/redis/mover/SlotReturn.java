package dev.slotwright.redis.mover;

import dev.slotwright.cluster.SlotSet;
import java.util.BitSet;
import java.util.List;

/**
 * Closes open slots back at the source, where the target holds none of their keys.
 *
 * <p>Order: STABLE on the source, so that it sends nobody to the target any more; then, in one go
 * on the target, the count, STABLE, and the count again. A key that a client has created there
 * meanwhile shows in one of the counts, and the slot is opened again. The count before STABLE is
 * needed because Redis 8.4 and newer count nothing in a closed slot of another node; the one after
 * it because Valkey serves other clients while STABLE waits for the replicas.
 */
final class SlotReturn {
  private final Pair pair;

  SlotReturn(Pair pair) {
    this.pair = pair;
  }

  /** Returns the slots that are still open afterwards, because the target holds keys of them. */
  SlotSet close(SlotSet slots) {
    SelfView source = pair.readSource();
    SelfView target = pair.readTarget();
    BitSet left = new BitSet();
    slots.stream()
        .filter(
            slot ->
                foreign(slot, source)
                    || target.owns(slot)
                    || !source.owns(slot)
                    || !closed(slot, source, target))
        .forEach(left::set);
    return SlotSet.of(left.stream());
  }

  /** Another tool has turned it to another node meanwhile, and has to know why. */
  private boolean foreign(int slot, SelfView source) {
    return source.migratingTo(slot).filter(to -> !pair.targetShard().contains(to)).isPresent();
  }

  private boolean closed(int slot, SelfView source, SelfView target) {
    boolean closedThere = target.importingFrom(slot).isEmpty();
    if (closedThere) {
      // Redis 8.4 and newer count nothing of a slot that a node neither owns nor imports.
      ok(pair.target(), pair.target().ask(List.of(SetSlot.importing(slot, pair.sourceId()))));
    }
    if (keys(slot) > 0) {
      if (closedThere && source.migratingTo(slot).isEmpty()) {
        ok(pair.target(), pair.target().ask(List.of(SetSlot.stable(slot))));
        return true; // leftovers of a slot that was never open
      }
      return false;
    }
    ok(pair.source(), pair.source().ask(List.of(SetSlot.stable(slot))));
    List<Answer> answers =
        pair.target().ask(List.of(SetSlot.count(slot), SetSlot.stable(slot), SetSlot.count(slot)));
    ok(pair.target(), answers.subList(1, 2));
    if (answers.getFirst().orThrow().number() == 0 && answers.getLast().orThrow().number() == 0) {
      return true;
    }
    ok(pair.target(), pair.target().ask(List.of(SetSlot.importing(slot, pair.sourceId()))));
    ok(pair.source(), pair.source().ask(List.of(SetSlot.migrating(slot, pair.targetId()))));
    return false;
  }

  private long keys(int slot) {
    return pair.target().ask(List.of(SetSlot.count(slot))).getFirst().orThrow().number();
  }

  private static void ok(NodeLine node, List<Answer> answers) {
    SlotOpener.requireOk("SETSLOT", node, answers);
  }
}
