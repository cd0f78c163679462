package dev.slotwright.redis.mover;

import dev.slotwright.cluster.NodeId;
import dev.slotwright.cluster.SlotSet;
import dev.slotwright.redis.Request;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Opens slots: all IMPORTING on the target first, so that it is ready for who is sent there by ASK;
 * then all MIGRATING on the source, which from there on creates no new key in them. Open slots are
 * opened again without harm.
 */
final class SlotOpener {
  private final Pair pair;

  SlotOpener(Pair pair) {
    this.pair = pair;
  }

  /**
   * Fails when the target holds keys of slots that were not on their way to it.
   *
   * @throws MoveFailure naming the slot
   */
  void requireEmptyTarget(SlotSet fresh) {
    int[] slots = fresh.stream().toArray();
    List<Answer> counts = pair.target().ask(fresh.stream().mapToObj(SetSlot::count).toList());
    for (int i = 0; i < slots.length; i++) {
      requireNone(slots[i], counts.get(i).orThrow().number());
    }
  }

  private void requireNone(int slot, long keys) {
    if (keys > 0) {
      throw MoveFailure.ofSlot(
          slot,
          ("%s holds %d keys of slot %d, which it does not own: leftovers of an earlier move;"
                  + " look at them with CLUSTER GETKEYSINSLOT, then delete them there")
              .formatted(pair.target().address(), keys, slot));
    }
  }

  /**
   * Opens the slots at both ends and reads back that they are.
   *
   * @param fresh those of them that were open nowhere: the target may not hold anything of them
   */
  void open(SlotSet slots, SelfView target, SlotSet fresh) {
    List<Request> told = new ArrayList<>();
    List<Request> importing = new ArrayList<>();
    slots.stream().forEach(slot -> importing(slot, target, told, importing));
    requireOk("NODE", pair.target(), SetSlot.all(pair.target(), told));
    requireOk("IMPORTING", pair.target(), SetSlot.all(pair.target(), importing));
    if (pair.target().server().hidesForeignKeys()) {
      requireNothingHidden(fresh);
    }

    List<Request> migrating = new ArrayList<>();
    slots.stream().forEach(slot -> migrating.add(SetSlot.migrating(slot, pair.targetId())));
    List<Answer> answers = SetSlot.all(pair.source(), migrating);
    requireOk("MIGRATING", pair.source(), answers.subList(0, answers.size() - 1));
    SelfView source = pair.sourceView(answers.getLast());
    slots.stream().forEach(slot -> requireMigrating(slot, source));
  }

  /**
   * Redis 8.4 and newer show what a node holds of another's slot only once it imports the slot.
   *
   * @throws MoveFailure naming the slot, which is closed again at the target
   */
  private void requireNothingHidden(SlotSet fresh) {
    int[] slots = fresh.stream().toArray();
    List<Answer> counts = pair.target().ask(fresh.stream().mapToObj(SetSlot::count).toList());
    for (int i = 0; i < slots.length; i++) {
      long keys = counts.get(i).orThrow().number();
      if (keys > 0) {
        requireOk("STABLE", pair.target(), pair.target().ask(List.of(SetSlot.stable(slots[i]))));
        requireNone(slots[i], keys);
      }
    }
  }

  void requireMigrating(int slot, SelfView source) {
    if (!source.owns(slot) || !source.migratingTo(slot).equals(Optional.of(pair.targetId()))) {
      throw new Unsettled(
          "slot %d does not read [%d->-%s] at %s"
              .formatted(slot, slot, pair.targetId().brief(), pair.source().address()));
    }
  }

  /**
   * A target that imports from a master that has failed over refuses to learn the new owner from
   * gossip: it is told first.
   */
  private void importing(int slot, SelfView target, List<Request> told, List<Request> importing) {
    Optional<NodeId> from = target.importingFrom(slot);
    if (from.equals(Optional.of(pair.sourceId()))) {
      return;
    }
    if (from.isPresent()) {
      told.add(SetSlot.node(slot, pair.sourceId()));
    }
    importing.add(SetSlot.importing(slot, pair.sourceId()));
  }

  static void requireOk(String what, NodeLine node, List<Answer> answers) {
    for (Answer answer : answers) {
      if (answer.erred()) {
        throw new Unsettled(
            "%s at %s was answered: %s".formatted(what, node.address(), answer.error()));
      }
    }
  }
}
