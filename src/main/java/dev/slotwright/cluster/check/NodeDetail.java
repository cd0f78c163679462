package dev.slotwright.cluster.check;

import dev.slotwright.cluster.NodeId;
import dev.slotwright.cluster.OpenSlot;
import dev.slotwright.cluster.SlotSet;
import java.util.List;
import java.util.Map;

/**
 * What a node answered to a closer look.
 *
 * @param node which
 * @param openSlots its open slots, of a replica too
 * @param settings its configuration, by the server's names; what the server does not have is left
 *     out
 * @param strays of a master: slots that it neither owns nor imports, but holds keys of
 * @param strayKeys how many keys these are
 * @param refused what it did not answer, with the reason
 */
public record NodeDetail(
    NodeId node,
    List<OpenSlot> openSlots,
    Map<String, String> settings,
    SlotSet strays,
    long strayKeys,
    List<String> refused) {
  public NodeDetail {
    openSlots = List.copyOf(openSlots);
    settings = Map.copyOf(settings);
    refused = List.copyOf(refused);
  }
}
