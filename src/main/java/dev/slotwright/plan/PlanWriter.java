package dev.slotwright.plan;

import dev.slotwright.cluster.NodeId;
import dev.slotwright.cluster.SlotSet;
import dev.slotwright.load.SlotBytes;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Puts a plan into its final form: who owns what, the moves in order, the hash.
 *
 * @param ids masters by index
 * @param origin owner of each slot before
 * @param owner owner of each slot afterwards
 * @param bytes of each slot
 */
record PlanWriter(List<NodeId> ids, int[] origin, int[] owner, SlotBytes bytes) {

  SlotPlan write(long lowerBound) {
    BitSet[] owned = new BitSet[ids.size()];
    TreeMap<Long, BitSet> pairs = new TreeMap<>();
    for (int slot = 0; slot < owner.length; slot++) {
      if (owner[slot] == Holdings.NOBODY) {
        continue;
      }
      owned[owner[slot]] = with(owned[owner[slot]], slot);
      if (owner[slot] != origin[slot]) {
        long pair = (long) origin[slot] * ids.size() + owner[slot];
        pairs.computeIfAbsent(pair, any -> new BitSet()).set(slot);
      }
    }
    TreeMap<NodeId, SlotSet> owners = new TreeMap<>();
    long peak = 0;
    for (int m = 0; m < owned.length; m++) {
      if (owned[m] != null) {
        SlotSet slots = SlotSet.of(owned[m].stream());
        owners.put(ids.get(m), slots);
        peak = Math.max(peak, bytes.total(slots));
      }
    }
    List<SlotMove> moves = new MoveOrder(ids, loads()).order(moves(pairs));
    long moved = moves.stream().mapToLong(SlotMove::bytes).sum();
    return new SlotPlan(
        owners, moves, moved, lowerBound, peak, bytes.estimated(), hash(owners, moves));
  }

  private static BitSet with(BitSet set, int slot) {
    BitSet some = set == null ? new BitSet() : set;
    some.set(slot);
    return some;
  }

  private List<SlotMove> moves(TreeMap<Long, BitSet> pairs) {
    List<SlotMove> moves = new ArrayList<>();
    pairs.forEach(
        (pair, bits) -> {
          SlotSet slots = SlotSet.of(bits.stream());
          moves.add(
              new SlotMove(
                  ids.get((int) (pair / ids.size())),
                  ids.get((int) (pair % ids.size())),
                  slots,
                  bytes.total(slots)));
        });
    return moves;
  }

  private long[] loads() {
    long[] load = new long[ids.size()];
    for (int slot = 0; slot < origin.length; slot++) {
      if (origin[slot] != Holdings.NOBODY) {
        load[origin[slot]] += bytes.of(slot);
      }
    }
    return load;
  }

  /** SHA-256 of the plan's canonical text. */
  private static String hash(Map<NodeId, SlotSet> owners, List<SlotMove> moves) {
    StringBuilder text = new StringBuilder();
    owners.forEach((id, slots) -> text.append(id).append('=').append(slots).append('\n'));
    for (SlotMove move : moves) {
      text.append(move.from()).append('>').append(move.to()).append('=');
      text.append(move.slots()).append(':').append(move.bytes()).append('\n');
    }
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of()
          .formatHex(digest.digest(text.toString().getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java has no SHA-256, which every Java must have", e);
    }
  }
}
