package dev.slotwright.redis;

import dev.slotwright.cluster.ClusterView;
import dev.slotwright.cluster.Node;
import dev.slotwright.cluster.NodeId;
import dev.slotwright.cluster.NodeReport;
import dev.slotwright.cluster.SlotSet;
import dev.slotwright.control.RefusedException;
import dev.slotwright.control.UnreachableException;
import java.util.Collection;
import java.util.Set;

/** When nodes must not leave. */
final class DepartureRules {
  private DepartureRules() {}

  /**
   * @param view in which the departure was decided: who is a member
   * @param now what all of them say now
   */
  static void check(ClusterView view, Census.Count now, Set<NodeId> leaving) {
    for (Node member : view.nodes().values()) {
      boolean answered =
          now.reports().stream().anyMatch(report -> report.self().equals(member.id()));
      if (!answered && !leaving.contains(member.id())) {
        throw new UnreachableException(
            "%s stays but does not answer, so it cannot forget who leaves: %s"
                .formatted(member.address(), reason(now, member)));
      }
    }
    for (NodeReport report : now.reports()) {
      if (leaving.contains(report.self())) {
        checkReset(report);
        checkCopy(report, now);
      } else if (view.nodes().containsKey(report.self())) {
        checkComplete(report, view, leaving);
        checkForget(report, leaving);
      }
    }
  }

  /** What a staying node sees must let it forget the leaving ones. */
  static void checkForget(NodeReport staying, Collection<NodeId> leaving) {
    checkFollowing(staying, leaving);
    checkSlots(staying, leaving);
  }

  /** A reset empties a replica, whose keys are a copy, and must find a master empty. */
  static void checkReset(NodeReport leaving) {
    boolean master = leaving.selfNode().isMaster();
    if (master && (!leaving.selfNode().slots().isEmpty() || leaving.keys() > 0)) {
      throw refused(
          leaving.selfNode(),
          "it owns %d slots and holds %d keys; drain it first"
              .formatted(leaving.selfNode().slots().size(), leaving.keys()));
    }
    if (!leaving.openSlots().isEmpty()) {
      throw refused(leaving.selfNode(), "it has open slots " + leaving.openSlots());
    }
  }

  /** A replica may hold the only copy of slots whose owner is gone. */
  static void checkCopy(NodeReport leaving, Census.Count now) {
    SlotSet copied =
        leaving
            .selfNode()
            .master()
            .flatMap(id -> Whereabouts.seenBy(leaving, id))
            .map(Node::slots)
            .orElse(SlotSet.EMPTY);
    SlotSet served =
        now.reports().stream()
            .map(report -> report.selfNode().slots())
            .reduce(SlotSet.EMPTY, SlotSet::plus);
    SlotSet alone = copied.minus(served);
    if (!alone.isEmpty()) {
      throw refused(
          leaving.selfNode(),
          "no master that answers owns slots %s, so it may hold their only copy".formatted(alone));
    }
  }

  /** Who joined after the view was taken would not be told to forget. */
  private static void checkComplete(NodeReport staying, ClusterView view, Set<NodeId> leaving) {
    for (Node node : staying.known()) {
      if (!view.nodes().containsKey(node.id()) && !leaving.contains(node.id())) {
        throw new RefusedException(
            "%s knows %s, which was not observed; observe again"
                .formatted(staying.asked(), node.address()));
      }
    }
  }

  /** A master that lost its last slot may have followers: they would be left without a master. */
  private static void checkFollowing(NodeReport staying, Collection<NodeId> leaving) {
    for (Node node : staying.known()) {
      if (!leaving.contains(node.id()) && node.master().filter(leaving::contains).isPresent()) {
        throw refused(
            Whereabouts.seenBy(staying, node.master().get()).orElse(node),
            "%s follows it and stays; attach that one elsewhere first".formatted(node.address()));
      }
    }
  }

  /** FORGET of a node that the other side takes for an owner leaves its slots without one. */
  private static void checkSlots(NodeReport report, Collection<NodeId> leaving) {
    for (Node node : report.known()) {
      if (leaving.contains(node.id()) && !node.slots().isEmpty()) {
        throw refused(
            node, "%s sees %d slots on it".formatted(report.asked(), node.slots().size()));
      }
    }
  }

  private static RefusedException refused(Node node, String reason) {
    return new RefusedException(
        "%s (%s) is not removed: %s".formatted(node.address(), node.id().brief(), reason));
  }

  private static String reason(Census.Count now, Node member) {
    RuntimeException failure = now.failures().get(member.address());
    return failure == null ? "another node is at its address" : failure.getMessage();
  }
}
