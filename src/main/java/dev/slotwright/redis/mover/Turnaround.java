package dev.slotwright.redis.mover;

import dev.slotwright.cluster.NodeId;
import dev.slotwright.cluster.SlotSet;
import dev.slotwright.redis.Request;
import java.util.ArrayList;
import java.util.List;

/**
 * Brings slots back whose target can take no more of them: opens them in reverse, so that what the
 * target holds goes home by the same MIGRATE.
 *
 * <p>A node cannot import a slot that it owns, and deletes the keys of a slot that another node
 * claims while it does not import it. So the owner goes first: in one transaction it gives the slot
 * up, imports it and sends everybody to the target; then the target takes it and is MIGRATING, in
 * one transaction too. In between, for one round trip, each end sends clients to the other. Both
 * ends are IMPORTING then, which is how a repair recognises what a crash in that moment has left.
 *
 * <p>Not on Valkey 8 and newer, which run SETSLOT on replicas first: not in a transaction, and
 * outside of one the target's keys were seen deleted (8.1.1 and 9.1.2, with replicas).
 */
final class Turnaround {
  private final Pair pair;

  /**
   * @param pair as the slots are open now: from their owner to the node that is full
   */
  Turnaround(Pair pair) {
    this.pair = pair;
  }

  /** Whether both ends can do it. */
  boolean possible() {
    return !pair.source().server().replicatesSetSlot()
        && !pair.target().server().replicatesSetSlot();
  }

  /**
   * Turns slots that are open between the two.
   *
   * @throws Unsettled when an end does not say afterwards what it should
   */
  void turn(SlotSet slots) {
    for (int slot : slots.stream().toArray()) {
      List<Request> give =
          List.of(
              SetSlot.stable(slot),
              Request.of("CLUSTER", "DELSLOTS", Integer.toString(slot)),
              SetSlot.importing(slot, pair.targetId()),
              SetSlot.node(slot, pair.targetId()));
      SelfView source = pair.sourceView(atOnce(pair.source(), give));
      require(source.importingFrom(slot).filter(pair.targetId()::equals).isPresent(), slot);
      take(slot);
    }
  }

  /** The second half, of a slot that both ends import from each other. */
  void take(int slot) {
    List<Request> take =
        List.of(SetSlot.node(slot, pair.targetId()), SetSlot.migrating(slot, pair.sourceId()));
    SelfView target = pair.targetView(atOnce(pair.target(), take));
    NodeId back = target.migratingTo(slot).orElse(null);
    require(target.owns(slot) && pair.sourceId().equals(back), slot);
  }

  /**
   * A server over its maxmemory refuses every command after MULTI. What is then sent without is a
   * few hundred bytes, which it reads, and carries out, in one go.
   */
  private static Answer atOnce(NodeLine line, List<Request> requests) {
    List<Request> transaction = new ArrayList<>();
    transaction.add(Request.of("MULTI"));
    transaction.addAll(requests);
    transaction.add(Request.of("EXEC"));
    transaction.add(SetSlot.NODES);
    List<Answer> answers = line.ask(transaction);
    if (answers.stream().anyMatch(answer -> answer.error().startsWith("OOM"))) {
      List<Request> plain = new ArrayList<>(requests);
      plain.add(SetSlot.NODES);
      answers = line.ask(plain);
    }
    SlotOpener.requireOk("SETSLOT", line, answers.subList(0, answers.size() - 1));
    return answers.getLast();
  }

  private void require(boolean turned, int slot) {
    if (!turned) {
      throw new Unsettled(
          "slot %d of %s could not be opened in reverse".formatted(slot, pair.name()));
    }
  }
}
