package dev.slotwright.operation;

import dev.slotwright.cluster.ClusterView;
import dev.slotwright.cluster.Node;
import dev.slotwright.cluster.NodeId;
import dev.slotwright.cluster.Observation;
import dev.slotwright.cluster.Pod;
import dev.slotwright.cluster.PodSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The last steps of a scale-in: drained nodes leave the cluster, then their pods the StatefulSet,
 * then their claims. Each part is empty when it is done.
 */
final class Leaving {
  private Leaving() {}

  static Optional<Progress> remove(Header header, Set<NodeId> planned, Observation seen) {
    ClusterView view = seen.view();
    Set<NodeId> leaving = leaving(header, planned, seen);
    Optional<Node> owner =
        leaving.stream()
            .flatMap(id -> view.node(id).stream())
            .filter(node -> !node.slots().isEmpty())
            .findFirst();
    if (owner.isPresent()) {
      return Optional.of(
          new Progress.GiveUp(
              "node " + owner.get().id().brief() + " that was to leave owns slots"));
    }
    if (view.owners().size() > header.toShards()) {
      return Optional.of(
          new Progress.GiveUp(view.owners().size() + " masters still own slots: planning anew"));
    }
    if (leaving.isEmpty()) {
      return Optional.empty();
    }
    return waitBeforeRemoving(header, seen, leaving)
        .or(() -> Optional.of(Progress.act(new Command.Remove(leaving))));
  }

  /** Members in leaving pods, whether they answer or not, and planned leavers without a pod. */
  private static Set<NodeId> leaving(Header header, Set<NodeId> planned, Observation seen) {
    Set<NodeId> leaving = new TreeSet<>();
    for (NodeId id : seen.view().nodes().keySet()) {
      Optional<Pod> pod = seen.podOf(id);
      boolean goes =
          pod.map(p -> p.ordinal() >= header.pods()).orElseGet(() -> planned.contains(id));
      if (goes) {
        leaving.add(id);
      }
    }
    return leaving;
  }

  private static Optional<Progress> waitBeforeRemoving(
      Header header, Observation seen, Set<NodeId> leaving) {
    ClusterView view = seen.view();
    for (NodeId id : leaving) {
      boolean alive = seen.podOf(id).filter(Pod::ready).isPresent();
      if (alive && view.report(id).isEmpty()) {
        return Optional.of(new Progress.Wait("no answer from leaving node " + id.brief()));
      }
    }
    // A node forgotten while another still sees slots on it would take them along.
    boolean seenEmpty =
        view.reports().values().stream()
            .flatMap(report -> report.known().stream())
            .noneMatch(node -> leaving.contains(node.id()) && !node.slots().isEmpty());
    if (!seenEmpty) {
      return Optional.of(
          new Progress.Wait("waiting until every node sees the leaving nodes without slots"));
    }
    for (Node owner : view.owners()) {
      boolean copied =
          view.replicasOf(owner.id()).stream()
              .anyMatch(r -> !leaving.contains(r.id()) && view.inSync(r.id()));
      if (header.replicasPerShard() > 0 && !copied) {
        return Optional.of(
            new Progress.Wait(
                "master " + owner.id().brief() + " would be left without a replica in sync"));
      }
    }
    return Optional.empty();
  }

  /** Every leaving pod is seen blank in this very observation, or it has no node that lives. */
  static Optional<Progress> shrink(Header header, Observation seen) {
    PodSet pods = seen.pods();
    if (pods.desired() > header.pods()) {
      List<String> unproven =
          pods.beyond(header.pods()).stream()
              .filter(pod -> !provenEmpty(seen, pod))
              .map(Pod::name)
              .toList();
      return Optional.of(
          unproven.isEmpty()
              ? Progress.act(new Command.Shrink(header.pods(), pods.resourceVersion()))
              : new Progress.Wait("not proven empty, so not removed: " + unproven));
    }
    List<Pod> left = pods.beyond(header.pods());
    return left.isEmpty()
        ? Optional.empty()
        : Optional.of(new Progress.Wait("waiting for " + left.size() + " pods to end"));
  }

  private static boolean provenEmpty(Observation seen, Pod pod) {
    if (pod.ip().isEmpty()) {
      return true;
    }
    String host = pod.ip().get();
    boolean blank = seen.view().newcomers().stream().anyMatch(r -> r.asked().host().equals(host));
    boolean foreign = seen.view().foreign().stream().anyMatch(r -> r.asked().host().equals(host));
    boolean member =
        seen.view().nodes().keySet().stream()
            .anyMatch(id -> seen.podOf(id).equals(Optional.of(pod)));
    return blank || (!pod.ready() && !foreign && !member);
  }

  /** Of the pods that this operation removed; what others left behind is theirs. */
  static Optional<Progress> claims(Header header, PodSet pods) {
    Set<Integer> orphaned =
        Set.copyOf(
            pods.claims().subSet(header.pods(), Math.max(header.pods(), header.podsBefore())));
    return orphaned.isEmpty()
        ? Optional.empty()
        : Optional.of(Progress.act(new Command.DeleteClaims(orphaned)));
  }
}
