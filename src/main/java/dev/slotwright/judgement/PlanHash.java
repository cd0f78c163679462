package dev.slotwright.judgement;

import dev.slotwright.cluster.NodeId;
import dev.slotwright.cluster.SlotSet;
import dev.slotwright.plan.SlotMove;
import dev.slotwright.plan.SlotPlan;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/**
 * Names a change by its shape: kind, shards before and after, and who owns which slot today. Which
 * of several equal masters is drained follows their bytes and is left out, as the bytes are.
 */
final class PlanHash {
  private static final int HEX_DIGITS = 16;

  private PlanHash() {}

  static String of(int from, int to, SlotPlan plan) {
    StringBuilder shape = new StringBuilder();
    shape.append(from == to ? "rebalance" : from < to ? "scale-out" : "scale-in");
    shape.append(' ').append(from).append("->").append(to).append('\n');
    ownersBefore(plan)
        .forEach((node, slots) -> shape.append(node).append(' ').append(slots).append('\n'));
    return sha256(shape.toString()).substring(0, HEX_DIGITS);
  }

  /** A plan tells who owns what in the end, and what was moved: the rest follows. */
  private static Map<NodeId, SlotSet> ownersBefore(SlotPlan plan) {
    Map<NodeId, SlotSet> before = new TreeMap<>(plan.owners());
    for (SlotMove move : plan.moves()) {
      before.merge(move.to(), SlotSet.EMPTY, (held, none) -> held.minus(move.slots()));
      before.merge(move.from(), move.slots(), SlotSet::plus);
    }
    before.values().removeIf(SlotSet::isEmpty);
    return before;
  }

  private static String sha256(String text) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
