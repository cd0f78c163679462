package dev.slotwright.redis;

import dev.slotwright.cluster.ClusterView;
import dev.slotwright.cluster.NodeId;
import dev.slotwright.cluster.NodeReport;
import dev.slotwright.cluster.SlotRange;
import dev.slotwright.cluster.SlotSet;
import dev.slotwright.control.RefusedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The first owner of slots, when a cluster is formed; later owners get them by moves. */
final class SlotAssignment {
  private static final int CHUNK = 1024;

  private final Fence fence;
  private final Whereabouts whereabouts;

  SlotAssignment(Fence fence, Whereabouts whereabouts) {
    this.fence = fence;
    this.whereabouts = whereabouts;
  }

  void add(ClusterView view, NodeId master, SlotSet slots) {
    NodeReport fresh = whereabouts.read(view, master);
    SlotSet missing = slots.minus(fresh.selfNode().slots());
    if (missing.isEmpty()) {
      return;
    }
    objection(view, fresh, missing)
        .ifPresent(
            reason -> {
              throw new RefusedException(
                  "slots %s are not assigned to %s: %s".formatted(missing, fresh.asked(), reason));
            });
    NodeConnection node = fence.connections().to(fresh.asked());
    for (Request request : requests(node, missing)) {
      fence.change(fresh.asked(), request);
    }
    SlotSet owned = whereabouts.read(view, master).selfNode().slots();
    if (!slots.minus(owned).isEmpty()) {
      throw new RefusedException(
          "%s took ADDSLOTS but does not own %s: does another tool assign slots too?"
              .formatted(fresh.asked(), slots.minus(owned)));
    }
  }

  private static Optional<String> objection(ClusterView view, NodeReport fresh, SlotSet missing) {
    if (!fresh.selfNode().isMaster()) {
      return Optional.of("it is a replica");
    }
    if (fresh.keys() > 0) {
      return Optional.of("it holds " + fresh.keys() + " keys; only an empty node may start");
    }
    Optional<NodeReport> filled =
        view.reports().values().stream().filter(report -> report.keys() > 0).findFirst();
    if (filled.isPresent()) {
      return Optional.of(
          "the cluster has data already (%d keys on %s); slots without an owner there have lost "
                  .formatted(filled.get().keys(), filled.get().asked())
              + "their keys, which an operator has to accept");
    }
    return view.masters().stream()
        .filter(other -> !other.id().equals(fresh.self()))
        .filter(other -> !other.slots().intersect(missing).isEmpty())
        .findFirst()
        .or(
            () ->
                fresh.known().stream()
                    .filter(other -> !other.slots().intersect(missing).isEmpty())
                    .findFirst())
        .map(owner -> "%s owns %s".formatted(owner.address(), owner.slots().intersect(missing)));
  }

  /** ADDSLOTSRANGE (7.0 and newer) in one command, else ADDSLOTS in several. */
  private static List<Request> requests(NodeConnection node, SlotSet missing) {
    if (Offers.command(node, "cluster|addslotsrange")) {
      Request all = Request.of("CLUSTER", "ADDSLOTSRANGE");
      for (SlotRange range : missing.ranges()) {
        all = all.with(range.first()).with(range.last());
      }
      return List.of(all);
    }
    List<Request> requests = new ArrayList<>();
    for (SlotSet rest = missing; !rest.isEmpty(); rest = rest.minus(rest.first(CHUNK))) {
      String[] words =
          rest.first(CHUNK).stream().mapToObj(Integer::toString).toArray(String[]::new);
      requests.add(Request.of("CLUSTER", "ADDSLOTS").with(words));
    }
    return requests;
  }
}
