package dev.slotwright.plan;

import dev.slotwright.cluster.NodeId;
import dev.slotwright.cluster.NodeReport;
import dev.slotwright.cluster.Observation;
import dev.slotwright.cluster.Pod;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Where nodes run.
 *
 * @param pods by node, members and newcomers; a node whose pod is not known is left out
 */
record Places(Map<NodeId, Pod> pods) {
  static Places of(Observation seen) {
    Map<NodeId, Pod> pods = new TreeMap<>();
    for (NodeId id : seen.view().nodes().keySet()) {
      seen.podOf(id).ifPresent(pod -> pods.put(id, pod));
    }
    for (NodeReport newcomer : seen.view().newcomers()) {
      seen.pods().at(newcomer.asked().host()).ifPresent(pod -> pods.put(newcomer.self(), pod));
    }
    return new Places(pods);
  }

  Optional<String> host(NodeId node) {
    return Optional.ofNullable(pods.get(node)).flatMap(Pod::host);
  }

  Optional<String> zone(NodeId node) {
    return Optional.ofNullable(pods.get(node)).flatMap(Pod::zone);
  }

  /** The ordinal of the node's pod; above all others where the pod is not known. */
  int ordinal(NodeId node) {
    Pod pod = pods.get(node);
    return pod == null ? Integer.MAX_VALUE : pod.ordinal();
  }

  /** Whether both run on one host; hosts that are not known never clash. */
  boolean shareHost(NodeId a, NodeId b) {
    return host(a).isPresent() && host(a).equals(host(b));
  }

  boolean shareZone(NodeId a, NodeId b) {
    return zone(a).isPresent() && zone(a).equals(zone(b));
  }

  Comparator<NodeId> byOrdinal() {
    return Comparator.comparingInt(this::ordinal).thenComparing(Comparator.naturalOrder());
  }
}
