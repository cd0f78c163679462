package dev.slotwright.cluster;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The StatefulSet and its pods at one moment.
 *
 * @param name of the StatefulSet
 * @param desired {@code spec.replicas}
 * @param resourceVersion of the StatefulSet; a shrink carries it back
 * @param port that Redis listens on, for clients
 * @param pods by ordinal, ascending
 * @param claims ordinals that have a volume claim
 */
public record PodSet(
    String name,
    int desired,
    String resourceVersion,
    int port,
    List<Pod> pods,
    SortedSet<Integer> claims) {
  public PodSet {
    pods = pods.stream().sorted(Comparator.comparingInt(Pod::ordinal)).toList();
    claims = new TreeSet<>(claims);
  }

  public Optional<Pod> at(String host) {
    return pods.stream().filter(pod -> pod.ip().equals(Optional.of(host))).findFirst();
  }

  /** Pods that Kubernetes deletes when the set shrinks to {@code replicas}. */
  public List<Pod> beyond(int replicas) {
    return pods.stream().filter(pod -> pod.ordinal() >= replicas).toList();
  }

  /** Whether the pods with ordinals 0 to {@code replicas - 1} are all there and answer. */
  public boolean ready(int replicas) {
    return pods.stream()
            .filter(pod -> pod.ordinal() < replicas && pod.ready() && !pod.terminating())
            .count()
        == replicas;
  }
}
