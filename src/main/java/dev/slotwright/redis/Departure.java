package dev.slotwright.redis;

import dev.slotwright.cluster.Address;
import dev.slotwright.cluster.ClusterView;
import dev.slotwright.cluster.NodeId;
import dev.slotwright.cluster.NodeReport;
import dev.slotwright.cluster.Role;
import dev.slotwright.control.RefusedException;
import dev.slotwright.control.UnreachableException;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Nodes leave for good.
 *
 * <p>Goal: afterwards no staying node lists a leaving one, no leaving one knows anybody or holds a
 * key, and no key is lost.
 *
 * <p>Order: (1) all nodes are asked anew, and {@link DepartureRules} must have no objection; (2)
 * every staying node forgets every leaving one, replicas before masters, and refuses for the 60 s
 * of the ban to learn of them by gossip; directly before each FORGET the node that forgets and the
 * leaving ones are asked again, because a failover may have given a leaving one slots; (3) when
 * none lists them, replicas and then masters are reset, well within the ban, so that nobody is left
 * who could tell of them; (4) all are asked once more. Leaving nodes are never told to forget: a
 * replica cannot forget its master, and the reset forgets everything.
 *
 * <p>CLUSTER RESET HARD empties a replica by itself, whose keys are a copy of its master's, and
 * refuses a master that holds a key; so FLUSHALL is never needed. HARD gives a new id, which the
 * others' ban does not cover when the pod is used again. A leaving node that does not answer is
 * only forgotten.
 */
final class Departure {
  /** Less than the ban of 60 s, with room for the reset. */
  private static final Patience FORGETTING = new Patience(Duration.ofSeconds(20));

  private static final Patience RESETTING = new Patience(Duration.ofSeconds(10));

  private final Fence fence;
  private final Census census;

  Departure(Fence fence, Census census) {
    this.fence = fence;
    this.census = census;
  }

  void remove(ClusterView view, Set<NodeId> leaving) {
    Census.Count now = census.of(addresses(view));
    DepartureRules.check(view, now, leaving);
    List<NodeReport> staying =
        now.reports().stream()
            .filter(report -> !leaving.contains(report.self()))
            .filter(report -> view.nodes().containsKey(report.self()))
            .toList();
    List<NodeReport> resettable =
        now.reports().stream()
            .filter(report -> leaving.contains(report.self()))
            .sorted(Comparator.comparing((NodeReport r) -> r.selfNode().role() == Role.MASTER))
            .toList();
    List<Address> stayingAt = staying.stream().map(NodeReport::asked).toList();
    forget(stayingAt, inOrder(resettable, leaving), resettable);
    for (NodeReport report : resettable) {
      reset(report, stayingAt);
    }
    if (listed(stayingAt, leaving)) {
      forget(stayingAt, leaving, List.of());
    }
  }

  private static Set<Address> addresses(ClusterView view) {
    Set<NodeId> ids = new LinkedHashSet<>(view.nodes().keySet());
    Stream.concat(view.foreign().stream(), view.newcomers().stream())
        .forEach(report -> ids.add(report.self()));
    Set<Address> addresses = new LinkedHashSet<>();
    ids.forEach(id -> Whereabouts.of(view, id).ifPresent(addresses::add));
    return addresses;
  }

  /** Replicas first: a master that is forgotten leaves its replica without a shard. */
  private static Collection<NodeId> inOrder(List<NodeReport> resettable, Set<NodeId> leaving) {
    Set<NodeId> ordered = new LinkedHashSet<>();
    resettable.forEach(report -> ordered.add(report.self()));
    ordered.addAll(leaving);
    return ordered;
  }

  private void forget(
      List<Address> staying, Collection<NodeId> leaving, List<NodeReport> resettable) {
    boolean forgotten =
        FORGETTING.until(
            () -> {
              for (Address address : staying) {
                for (NodeId id : leaving) {
                  forget(address, id, leaving, resettable);
                }
              }
              return !listed(staying, leaving);
            });
    if (!forgotten) {
      throw new UnreachableException(
          "%s are still listed after FORGET on all of %s".formatted(leaving, staying));
    }
  }

  /**
   * A failover since the rules had no objection stops it here, whether the leaving node that took
   * over tells it, or the staying one that would forget it.
   */
  private void forget(
      Address node, NodeId id, Collection<NodeId> leaving, List<NodeReport> resettable) {
    fence.require("CLUSTER FORGET to " + node);
    for (NodeReport before : resettable) {
      DepartureRules.checkReset(same(before));
    }
    NodeReport own = census.of(node);
    if (Whereabouts.seenBy(own, id).isEmpty()) {
      return;
    }
    DepartureRules.checkForget(own, leaving);
    try {
      fence.change(node, "CLUSTER", "FORGET", id.value());
    } catch (ServerErrorException e) {
      if (!e.serverMessage().contains("Unknown node")) {
        throw new RefusedException(
            "%s does not forget %s: %s".formatted(node, id.brief(), e.serverMessage()), e);
      }
    }
  }

  private boolean listed(List<Address> staying, Collection<NodeId> leaving) {
    Census.Count now = census.of(staying);
    now.failures()
        .values()
        .forEach(
            failure -> {
              throw failure;
            });
    return now.reports().stream()
        .anyMatch(report -> report.known().stream().anyMatch(node -> leaving.contains(node.id())));
  }

  private void reset(NodeReport before, List<Address> staying) {
    Census.Count others = census.of(staying);
    NodeReport last = same(before);
    DepartureRules.checkReset(last);
    DepartureRules.checkCopy(last, others);
    fence.change(last.asked(), "CLUSTER", "RESET", "HARD");
    if (!RESETTING.until(() -> census.of(last.asked()).blank())) {
      throw new UnreachableException(
          "%s was reset but is not blank after %d s"
              .formatted(last.asked(), RESETTING.limit().toSeconds()));
    }
  }

  /** The node's own word, now; refused when another one is at its address. */
  private NodeReport same(NodeReport before) {
    NodeReport now = census.of(before.asked());
    if (!now.self().equals(before.self())) {
      throw new RefusedException(
          "%s is node %s now, not %s, and is not removed: observe again"
              .formatted(now.asked(), now.self().brief(), before.self().brief()));
    }
    return now;
  }
}
