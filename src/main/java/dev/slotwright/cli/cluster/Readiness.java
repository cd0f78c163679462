package dev.slotwright.cli.cluster;

import dev.slotwright.cluster.ClusterView;
import dev.slotwright.cluster.Node;
import dev.slotwright.cluster.OpenSlot;
import dev.slotwright.cluster.Slot;
import dev.slotwright.cluster.SlotSet;
import dev.slotwright.control.RefusedException;
import java.util.List;

/** What has to hold before slots are given to other owners. */
final class Readiness {
  private Readiness() {}

  /**
   * @throws RefusedException naming what does not hold and what helps
   */
  static void require(ClusterView view) {
    for (Node owner : view.owners()) {
      if (view.report(owner.id()).isEmpty()) {
        throw refused(
            "master %s owns %d slots and does not answer"
                .formatted(NodeNames.text(owner), owner.slots().size()));
      }
    }
    SlotSet missing = SlotSet.ALL.minus(view.assigned());
    if (!missing.isEmpty()) {
      throw refused(
          "%d of %d slots have no owner: %s".formatted(missing.size(), Slot.COUNT, missing));
    }
    List<OpenSlot> open = view.openSlots();
    if (!open.isEmpty()) {
      throw new RefusedException(
          "slot %s is open from %s to %s%s: if nobody moves it any more, `repair` first"
              .formatted(
                  open.getFirst().slot(),
                  open.getFirst().source().brief(),
                  open.getFirst().target().brief(),
                  open.size() > 1
                      ? " (and %d more ends are open)".formatted(open.size() - 1)
                      : ""));
    }
    view.reports().values().stream()
        .filter(report -> !report.stateOk())
        .findFirst()
        .ifPresent(
            report -> {
              throw refused(report.asked() + " does not say cluster_state:ok");
            });
    if (!view.disagreements().isEmpty()) {
      throw refused("the nodes do not agree: " + String.join("; ", view.disagreements()));
    }
  }

  private static RefusedException refused(String what) {
    return new RefusedException(what + "; `check` tells more");
  }
}
