package dev.slotwright.api;

import dev.slotwright.cluster.NodeId;
import dev.slotwright.cluster.Observation;
import dev.slotwright.cluster.Pod;
import dev.slotwright.control.ClusterStatus;
import java.util.List;
import java.util.Optional;

/**
 * A pod of the StatefulSet in which no member of the cluster runs.
 *
 * @param state {@code waiting}, {@code starting}, {@code blank}, {@code foreign}, {@code silent} or
 *     {@code terminating}
 * @param waiting why it does not run yet, in Kubernetes' words
 */
public record PodDetail(
    String name,
    int ordinal,
    String state,
    Optional<String> host,
    Optional<String> zone,
    Optional<String> waiting) {

  static List<PodDetail> withoutMember(ClusterStatus status) {
    return status
        .observation()
        .map(
            seen ->
                seen.pods().pods().stream()
                    .filter(pod -> !holdsMember(pod, seen))
                    .map(pod -> of(pod, seen))
                    .toList())
        .orElse(List.of());
  }

  private static boolean holdsMember(Pod pod, Observation seen) {
    return pod.ip()
        .filter(
            ip ->
                seen.view().nodes().values().stream()
                    .anyMatch(node -> node.address().host().equals(ip)))
        .isPresent();
  }

  private static PodDetail of(Pod pod, Observation seen) {
    return new PodDetail(
        pod.name(), pod.ordinal(), state(pod, seen), pod.host(), pod.zone(), pod.waiting());
  }

  private static String state(Pod pod, Observation seen) {
    if (pod.terminating()) {
      return "terminating";
    }
    if (pod.waiting().isPresent()) {
      return "waiting";
    }
    if (!pod.ready()) {
      return "starting";
    }
    boolean foreign =
        seen.view().foreign().stream()
            .anyMatch(report -> pod.ip().equals(Optional.of(report.asked().host())));
    Optional<NodeId> node = seen.nodeIn(pod);
    return foreign ? "foreign" : node.isPresent() ? "blank" : "silent";
  }
}
