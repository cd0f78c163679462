package dev.slotwright.judgement;

import dev.slotwright.judgement.Reason.Code;
import dev.slotwright.judgement.Reason.Stage;
import dev.slotwright.load.ShardLoad;
import java.util.Optional;

/**
 * A shard without a capacity can neither be filled further nor left out of account. It counts as
 * missing for that signal, so that the others can still ask for more shards; nothing else is done.
 */
final class CapacityStage implements StageRule {
  @Override
  public Proposal apply(Proposal proposal, Scene scene) {
    Optional<ShardLoad> unlimited =
        scene.load().shards().stream().filter(shard -> !shard.noCapacity().isEmpty()).findFirst();
    if (unlimited.isEmpty() || proposal.grows()) {
      return proposal;
    }
    return proposal.stop(
        Stage.GUARD,
        Code.NO_CAPACITY,
        Optional.empty(),
        "shard %s has no capacity to measure %s against: set maxmemory, or netOut.capacityBytesPerSecond"
            .formatted(
                unlimited.get().master().brief(),
                unlimited.get().noCapacity().iterator().next().field()));
  }
}
