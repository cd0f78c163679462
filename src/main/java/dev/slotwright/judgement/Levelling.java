package dev.slotwright.judgement;

import dev.slotwright.load.SlotBytes;
import dev.slotwright.plan.SlotBalancer;
import dev.slotwright.plan.SlotMove;
import dev.slotwright.plan.SlotPlan;
import java.util.List;
import java.util.Optional;

/** Plans that keep the number of shards; empty where nothing would move. */
final class Levelling {
  private Levelling() {}

  static Optional<SlotPlan> byBytes(Scene scene, Footprint footprint) {
    SlotBalancer.Request request =
        new SlotBalancer.Request(
            scene.ownersNow(), footprint.weights(), scene.policy().rebalance().target());
    return some(SlotBalancer.plan(request.under(footprint.hardBytes())));
  }

  /** Where a shard is hot without being full: bytes and CPU count in equal parts. */
  static Optional<SlotPlan> byBytesAndCpu(Scene scene, Footprint footprint) {
    SlotBalancer.Request request =
        new SlotBalancer.Request(
            scene.ownersNow(), footprint.weightsWithCpu(), scene.policy().rebalance().target());
    return some(SlotBalancer.plan(request)).map(plan -> inBytes(plan, footprint.weights()));
  }

  /** A plan made by other weights still tells its cost in bytes; 0 is the only bound it knows. */
  private static SlotPlan inBytes(SlotPlan plan, SlotBytes bytes) {
    List<SlotMove> moves =
        plan.moves().stream()
            .map(
                move ->
                    new SlotMove(move.from(), move.to(), move.slots(), bytes.total(move.slots())))
            .toList();
    return new SlotPlan(
        plan.owners(),
        moves,
        moves.stream().mapToLong(SlotMove::bytes).sum(),
        0,
        plan.owners().values().stream().mapToLong(bytes::total).max().orElse(0),
        bytes.estimated(),
        plan.hash());
  }

  private static Optional<SlotPlan> some(SlotPlan plan) {
    return plan.moves().isEmpty() ? Optional.empty() : Optional.of(plan);
  }
}
