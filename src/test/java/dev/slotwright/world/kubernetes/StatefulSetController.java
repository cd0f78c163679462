package dev.slotwright.world.kubernetes;

import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSetStatus;
import io.fabric8.kubernetes.api.model.apps.StatefulSetStatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What the control plane does for StatefulSets with parallel pods, where the API is in memory:
 * makes missing pods and their claims, binds pods to hosts, deletes the highest ordinals on a
 * shrink, keeps claims, lets go of deleted claims that no pod uses, writes the status. A changed
 * template reaches a pod when the pod is made again (as with the update strategy OnDelete).
 */
final class StatefulSetController {
  private final KubernetesClient client;
  private final String namespace;
  private final Hosts hosts;

  StatefulSetController(KubernetesClient client, String namespace, Hosts hosts) {
    this.client = client;
    this.namespace = namespace;
    this.hosts = hosts;
  }

  /** One round over everything in the namespace. */
  void reconcile() {
    List<StatefulSet> sets = client.apps().statefulSets().inNamespace(namespace).list().getItems();
    List<Pod> pods = new ArrayList<>(client.pods().inNamespace(namespace).list().getItems());
    List<PersistentVolumeClaim> claims =
        client.persistentVolumeClaims().inNamespace(namespace).list().getItems();
    releaseClaims(claims, pods);
    deleteOrphans(sets, pods);
    for (StatefulSet set : sets) {
      grow(set, pods, claims);
      shrink(set, pods);
      writeStatus(set, pods);
    }
  }

  private void releaseClaims(List<PersistentVolumeClaim> claims, List<Pod> pods) {
    Set<String> used =
        pods.stream()
            .flatMap(pod -> pod.getSpec().getVolumes().stream())
            .filter(volume -> volume.getPersistentVolumeClaim() != null)
            .map(volume -> volume.getPersistentVolumeClaim().getClaimName())
            .collect(Collectors.toSet());
    for (PersistentVolumeClaim claim : claims) {
      if (claim.isMarkedForDeletion() && !used.contains(claim.getMetadata().getName())) {
        client.resource(claim).inNamespace(namespace).withGracePeriod(0).delete();
      }
    }
  }

  private void deleteOrphans(List<StatefulSet> sets, List<Pod> pods) {
    Set<String> alive =
        sets.stream().map(set -> set.getMetadata().getUid()).collect(Collectors.toSet());
    pods.stream()
        .filter(pod -> !pod.isMarkedForDeletion())
        .filter(pod -> !pod.getMetadata().getOwnerReferences().isEmpty())
        .filter(
            pod ->
                pod.getMetadata().getOwnerReferences().stream()
                    .noneMatch(owner -> alive.contains(owner.getUid())))
        .forEach(pod -> client.resource(pod).inNamespace(namespace).delete());
  }

  private void grow(StatefulSet set, List<Pod> pods, List<PersistentVolumeClaim> claims) {
    Set<String> names = new HashSet<>();
    pods.forEach(pod -> names.add(pod.getMetadata().getName()));
    for (int ordinal = 0; ordinal < set.getSpec().getReplicas(); ordinal++) {
      String name = set.getMetadata().getName() + "-" + ordinal;
      if (!names.contains(name) && makeClaims(set, name, claims)) {
        pods.add(
            client
                .pods()
                .inNamespace(namespace)
                .resource(pod(set, name, ordinal, hosts.leastUsed(pods)))
                .create());
      }
    }
  }

  /** False while a claim of that name is on its way out: its pod waits for a new one. */
  private boolean makeClaims(StatefulSet set, String pod, List<PersistentVolumeClaim> claims) {
    for (PersistentVolumeClaim template : set.getSpec().getVolumeClaimTemplates()) {
      String name = template.getMetadata().getName() + "-" + pod;
      List<PersistentVolumeClaim> present =
          claims.stream().filter(claim -> claim.getMetadata().getName().equals(name)).toList();
      if (present.stream().anyMatch(PersistentVolumeClaim::isMarkedForDeletion)) {
        return false;
      }
      if (present.isEmpty()) {
        client
            .persistentVolumeClaims()
            .inNamespace(namespace)
            .resource(
                new PersistentVolumeClaimBuilder(template)
                    .editMetadata()
                    .withName(name)
                    .withLabels(set.getSpec().getSelector().getMatchLabels())
                    .endMetadata()
                    .withNewStatus()
                    .withPhase("Bound")
                    .endStatus()
                    .build())
            .create();
      }
    }
    return true;
  }

  private static Pod pod(StatefulSet set, String name, int ordinal, String host) {
    var builder =
        new PodBuilder()
            .withMetadata(set.getSpec().getTemplate().getMetadata())
            .editMetadata()
            .withName(name)
            .addToLabels(
                Map.of(
                    "statefulset.kubernetes.io/pod-name",
                    name,
                    "apps.kubernetes.io/pod-index",
                    Integer.toString(ordinal)))
            .addNewOwnerReference()
            .withApiVersion("apps/v1")
            .withKind("StatefulSet")
            .withName(set.getMetadata().getName())
            .withUid(set.getMetadata().getUid())
            .withController(true)
            .withBlockOwnerDeletion(true)
            .endOwnerReference()
            .endMetadata()
            .withSpec(set.getSpec().getTemplate().getSpec())
            .editSpec()
            .withNodeName(host)
            .withHostname(name)
            .withSubdomain(set.getSpec().getServiceName());
    for (PersistentVolumeClaim template : set.getSpec().getVolumeClaimTemplates()) {
      String volume = template.getMetadata().getName();
      builder
          .addNewVolume()
          .withName(volume)
          .withNewPersistentVolumeClaim(volume + "-" + name, false)
          .endVolume();
    }
    return builder.endSpec().withNewStatus().withPhase("Pending").endStatus().build();
  }

  private void shrink(StatefulSet set, List<Pod> pods) {
    for (Pod pod : pods) {
      if (ordinal(set, pod) >= set.getSpec().getReplicas() && !pod.isMarkedForDeletion()) {
        client.resource(pod).inNamespace(namespace).delete();
      }
    }
  }

  private void writeStatus(StatefulSet set, List<Pod> pods) {
    List<Pod> own = pods.stream().filter(pod -> ordinal(set, pod) >= 0).toList();
    int ready = (int) own.stream().filter(PodStatuses::isReady).count();
    StatefulSetStatus before = set.getStatus();
    StatefulSetStatus after =
        new StatefulSetStatusBuilder()
            .withReplicas(own.size())
            .withCurrentReplicas(own.size())
            .withUpdatedReplicas(own.size())
            .withReadyReplicas(ready)
            .withAvailableReplicas(ready)
            .withObservedGeneration(set.getMetadata().getGeneration())
            .withCurrentRevision(set.getMetadata().getName() + "-1")
            .withUpdateRevision(set.getMetadata().getName() + "-1")
            .build();
    if (!Objects.equals(before, after)) {
      client
          .resource(new StatefulSetBuilder(set).withStatus(after).build())
          .inNamespace(namespace)
          .updateStatus();
    }
  }

  /** -1 for a pod of somebody else. */
  private static int ordinal(StatefulSet set, Pod pod) {
    boolean owned =
        pod.getMetadata().getOwnerReferences().stream()
            .anyMatch(owner -> owner.getUid().equals(set.getMetadata().getUid()));
    String name = pod.getMetadata().getName();
    return owned ? Integer.parseInt(name.substring(name.lastIndexOf('-') + 1)) : -1;
  }
}
