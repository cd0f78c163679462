package dev.slotwright.operation;

import dev.slotwright.cluster.NodeId;
import dev.slotwright.cluster.SlotSet;
import java.util.Map;

/**
 * Evens out the shards that are there.
 *
 * @param header what every operation has
 * @param owners the final owner of every slot
 */
public record Rebalance(Header header, Map<NodeId, SlotSet> owners) implements Operation {
  public Rebalance {
    owners = Map.copyOf(owners);
  }

  @Override
  public Progress progress(Sight sight) {
    return Moving.progress(header, sight, owners).orElseGet(Progress.Done::new);
  }
}
