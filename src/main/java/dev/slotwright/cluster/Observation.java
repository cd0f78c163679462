package dev.slotwright.cluster;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What there was at one moment: pods as Kubernetes says, nodes as they say themselves.
 *
 * @param at when the observation was complete
 * @param pods the StatefulSet
 * @param view the cluster
 */
public record Observation(Instant at, PodSet pods, ClusterView view) {
  /**
   * The pod that {@code node} runs in: where it answered, else where it says that it listens, which
   * after a restart with a new IP may be its address of before.
   */
  public Optional<Pod> podOf(NodeId node) {
    return view.report(node)
        .flatMap(report -> pods.at(report.asked().host()))
        .or(() -> view.node(node).flatMap(n -> pods.at(n.address().host())));
  }

  /** The node that runs in {@code pod}, member or newcomer. */
  public Optional<NodeId> nodeIn(Pod pod) {
    return pod.ip().flatMap(view::idAt);
  }

  /** Members that run in pods which leave when the set shrinks to {@code replicas}. */
  public Set<NodeId> nodesBeyond(int replicas) {
    return pods.beyond(replicas).stream()
        .flatMap(pod -> nodeIn(pod).stream())
        .filter(id -> view.nodes().containsKey(id))
        .collect(Collectors.toUnmodifiableSet());
  }
}
