package dev.slotwright.kubernetes;

import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Map;

/** A StatefulSet {@code redis} with a claim template {@code data}, its pods and claims, by hand. */
final class Sets {
  static final String NAME = "redis";
  private static final Map<String, String> LABELS = Map.of("app", NAME);

  private Sets() {}

  static StatefulSet create(KubernetesClient client, int replicas) {
    StatefulSet set =
        new StatefulSetBuilder()
            .withNewMetadata()
            .withName(NAME)
            .endMetadata()
            .withNewSpec()
            .withReplicas(replicas)
            .withServiceName(NAME)
            .withPodManagementPolicy("Parallel")
            .withNewSelector()
            .withMatchLabels(LABELS)
            .endSelector()
            .withNewTemplate()
            .withNewMetadata()
            .withLabels(LABELS)
            .endMetadata()
            .withNewSpec()
            .addNewContainer()
            .withName(NAME)
            .withImage(NAME)
            .endContainer()
            .endSpec()
            .endTemplate()
            .addNewVolumeClaimTemplate()
            .withNewMetadata()
            .withName("data")
            .endMetadata()
            .endVolumeClaimTemplate()
            .endSpec()
            .build();
    return client.apps().statefulSets().resource(set).create();
  }

  static void claim(KubernetesClient client, String name) {
    client
        .persistentVolumeClaims()
        .resource(
            new PersistentVolumeClaimBuilder()
                .withNewMetadata()
                .withName(name)
                .endMetadata()
                .withNewSpec()
                .addToAccessModes("ReadWriteOnce")
                .endSpec()
                .build())
        .create();
  }

  /** A pod of {@code set}, not scheduled yet. */
  static PodBuilder pod(StatefulSet set, String name) {
    return new PodBuilder()
        .withNewMetadata()
        .withName(name)
        .withLabels(LABELS)
        .addNewOwnerReference()
        .withApiVersion("apps/v1")
        .withKind("StatefulSet")
        .withName(NAME)
        .withUid(set.getMetadata().getUid())
        .withController(true)
        .endOwnerReference()
        .endMetadata()
        .withNewSpec()
        .addNewContainer()
        .withName(NAME)
        .withImage(NAME)
        .endContainer()
        .endSpec();
  }

  static Pod running(StatefulSet set, String name, String host, String ip) {
    return pod(set, name)
        .editSpec()
        .withNodeName(host)
        .endSpec()
        .withNewStatus()
        .withPhase("Running")
        .withPodIP(ip)
        .addNewCondition()
        .withType("Ready")
        .withStatus("True")
        .endCondition()
        .endStatus()
        .build();
  }

  static void put(KubernetesClient client, Pod pod) {
    client.pods().resource(pod).create();
    if (pod.getStatus() != null) {
      client.pods().resource(pod).updateStatus();
    }
  }
}
