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
 * of the ban to learn of them by gossip; (3) when none lists them, replicas and then masters are
 * reset, well within the ban, so that nobody is left who could tell of them; (4) all are asked once
 * more. Leaving nodes are never told to forget: a replica cannot forget its master, and the reset
 * forgets everything.
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

  private final NodeConnections connections;
  private final Census census;

  Departure(NodeConnections connections, Census census) {
    this.connections = connections;
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
    forget(stayingAt, inOrder(resettable, leaving));
    for (NodeReport report : resettable) {
      reset(report);
    }
    if (listed(stayingAt, leaving)) {
      forget(stayingAt, leaving);
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

  private void forget(List<Address> staying, Collection<NodeId> leaving) {
    boolean forgotten =
        FORGETTING.until(
            () -> {
              for (Address address : staying) {
                forget(connections.to(address), leaving);
              }
              return !listed(staying, leaving);
            });
    if (!forgotten) {
      throw new UnreachableException(
          "%s are still listed after FORGET on all of %s".formatted(leaving, staying));
    }
  }

  private static void forget(NodeConnection node, Collection<NodeId> leaving) {
    for (NodeId id : leaving) {
      try {
        node.call("CLUSTER", "FORGET", id.value());
      } catch (ServerErrorException e) {
        if (!e.serverMessage().contains("Unknown node")) {
          throw new RefusedException(
              "%s does not forget %s: %s".formatted(node.address(), id.brief(), e.serverMessage()),
              e);
        }
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

  private void reset(NodeReport before) {
    NodeReport last = census.of(before.asked());
    if (!last.self().equals(before.self())) {
      throw new RefusedException(
          "%s is node %s now, not %s, and is not reset: observe again"
              .formatted(last.asked(), last.self().brief(), before.self().brief()));
    }
    DepartureRules.checkReset(last);
    connections.to(last.asked()).call("CLUSTER", "RESET", "HARD");
    if (!RESETTING.until(() -> census.of(last.asked()).blank())) {
      throw new UnreachableException(
          "%s was reset but is not blank after %d s"
              .formatted(last.asked(), RESETTING.limit().toSeconds()));
    }
  }
}
