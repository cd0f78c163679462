package dev.slotwright.redis.mover;

import dev.slotwright.cluster.NodeId;
import dev.slotwright.cluster.SlotSet;
import java.util.BitSet;
import java.util.Optional;
import java.util.Set;

/**
 * Where the slots of a group stand, by the own words of both ends.
 *
 * @param fresh owned by the source, open nowhere
 * @param begun owned by the source, open at one end or both
 * @param unfinished owned by the target, but the source does not know or still has it open
 * @param done owned by the target, closed at the source
 */
record SlotStates(SlotSet fresh, SlotSet begun, SlotSet unfinished, SlotSet done) {

  /**
   * Sorts the slots.
   *
   * @throws MoveFailure when another node is involved: a tool is at work, or a move was left behind
   */
  static SlotStates of(SlotSet slots, Pair pair, SelfView source, SelfView target) {
    BitSet fresh = new BitSet();
    BitSet begun = new BitSet();
    BitSet unfinished = new BitSet();
    BitSet done = new BitSet();
    slots.stream()
        .forEach(
            slot -> {
              Optional<NodeId> out = source.migratingTo(slot);
              Optional<NodeId> in = target.importingFrom(slot);
              if (target.owns(slot)) {
                (source.owns(slot) || out.isPresent() ? unfinished : done).set(slot);
                return;
              }
              if (!source.owns(slot)) {
                throw foreign(slot, "is owned by neither " + pair.name());
              }
              checkPeer(slot, "MIGRATING at the source to", out, pair.targetShard());
              checkPeer(slot, "IMPORTING at the target from", in, pair.sourceShard());
              (out.isPresent() || in.isPresent() ? begun : fresh).set(slot);
            });
    return new SlotStates(set(fresh), set(begun), set(unfinished), set(done));
  }

  private static void checkPeer(int slot, String what, Optional<NodeId> peer, Set<NodeId> shard) {
    if (peer.isPresent() && !shard.contains(peer.orElseThrow())) {
      throw foreign(slot, "is " + what + " another node, " + peer.orElseThrow().brief());
    }
  }

  private static MoveFailure foreign(int slot, String what) {
    return MoveFailure.passingOfSlot(
        slot,
        "slot %d %s: another tool is at work, or an earlier move was left open; repair first"
            .formatted(slot, what));
  }

  private static SlotSet set(BitSet bits) {
    return SlotSet.of(bits.stream());
  }
}
