package dev.slotwright.world.kubernetes;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Pretend hosts as Node objects, one zone each, and the choice of a host for a pod: the one with
 * the fewest pods.
 */
final class Hosts {
  private static final int CONFLICT = 409;

  private final List<String> names;

  Hosts(int count) {
    names = IntStream.range(0, count).mapToObj(i -> "host-" + (char) ('a' + i)).toList();
  }

  /** Makes the Node objects; those that are there (worlds share a real API server) stay. */
  void register(KubernetesClient client) {
    for (String name : names) {
      try {
        client.nodes().resource(node(name)).create();
      } catch (KubernetesClientException e) {
        if (e.getCode() != CONFLICT) {
          throw e;
        }
      }
    }
  }

  String leastUsed(List<Pod> pods) {
    return names.stream()
        .min(
            Comparator.comparingLong(
                name ->
                    pods.stream().filter(pod -> name.equals(pod.getSpec().getNodeName())).count()))
        .orElseThrow();
  }

  private static Node node(String name) {
    Map<String, Quantity> room =
        Map.of(
            "cpu", new Quantity("64"),
            "memory", new Quantity("256Gi"),
            "pods", new Quantity("250"));
    return new NodeBuilder()
        .withNewMetadata()
        .withName(name)
        .withLabels(
            Map.of(
                "kubernetes.io/hostname",
                name,
                "topology.kubernetes.io/zone",
                name.replace("host", "zone")))
        .endMetadata()
        .withNewStatus()
        .withCapacity(room)
        .withAllocatable(room)
        .addNewCondition()
        .withType("Ready")
        .withStatus("True")
        .endCondition()
        .endStatus()
        .build();
  }
}
