package dev.slotwright.api;

import dev.slotwright.cluster.Node;
import dev.slotwright.cluster.NodeReport;
import dev.slotwright.cluster.Observation;
import dev.slotwright.cluster.Pod;
import java.util.Optional;

/**
 * A member of the cluster.
 *
 * @param health {@code ok}, {@code suspected}, {@code failed}, {@code handshake} or {@code
 *     no-address}
 * @param answers whether it answered when it was last asked
 * @param inSync of a replica: whether its link is up and it has loaded; true for a master
 */
public record NodeDetail(
    String id,
    String role,
    Optional<String> pod,
    Optional<Integer> ordinal,
    Optional<String> host,
    Optional<String> zone,
    String address,
    String health,
    boolean answers,
    boolean inSync,
    Optional<Long> keys,
    Optional<Long> usedMemoryBytes,
    Optional<Long> maxMemoryBytes,
    Optional<String> version) {

  static NodeDetail of(Node node, Observation seen) {
    Optional<Pod> pod = seen.podOf(node.id());
    Optional<NodeReport> report = seen.view().report(node.id());
    return new NodeDetail(
        node.id().value(),
        Words.lower(node.role()),
        pod.map(Pod::name),
        pod.map(Pod::ordinal),
        pod.flatMap(Pod::host),
        pod.flatMap(Pod::zone),
        node.address().toString(),
        Words.lower(node.health()),
        report.isPresent(),
        node.isMaster() || seen.view().inSync(node.id()),
        report.map(NodeReport::keys),
        report.map(NodeReport::usedMemoryBytes),
        report.map(NodeReport::maxMemoryBytes),
        report.map(NodeReport::version));
  }
}
