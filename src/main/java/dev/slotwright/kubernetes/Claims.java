package dev.slotwright.kubernetes;

import dev.slotwright.cluster.Pod;
import dev.slotwright.control.RefusedException;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.util.Collection;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/** The volume claims of a StatefulSet, which Kubernetes names {@code TEMPLATE-SET-ORDINAL}. */
final class Claims {
  private static final Logger LOG = Logger.getLogger(Claims.class);
  private static final String RESOURCE = "persistentvolumeclaims";

  private final Api api;
  private final String namespace;
  private final String setName;

  Claims(Api api, String namespace, String setName) {
    this.api = api;
    this.namespace = namespace;
    this.setName = setName;
  }

  /** Without those whose deletion was asked for already. */
  SortedSet<Integer> ordinals(StatefulSet set) {
    return list(set).stream()
        .filter(claim -> claim.getMetadata().getDeletionTimestamp() == null)
        .flatMapToInt(claim -> ordinal(set, claim).stream())
        .boxed()
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /**
   * All or none: whatever stands against one of them is found before the first is deleted.
   *
   * @param pods that exist now
   */
  void delete(StatefulSet set, Set<Integer> ordinals, Collection<Pod> pods) {
    int replicas = set.getSpec().getReplicas() == null ? 1 : set.getSpec().getReplicas();
    for (int ordinal : ordinals) {
      if (ordinal < replicas) {
        throw refused(ordinal, "is wanted: spec.replicas is " + replicas);
      }
      if (pods.stream().anyMatch(pod -> pod.ordinal() == ordinal)) {
        throw refused(ordinal, "is still there");
      }
    }
    for (PersistentVolumeClaim claim : list(set)) {
      OptionalInt ordinal = ordinal(set, claim);
      boolean going = claim.getMetadata().getDeletionTimestamp() != null;
      if (ordinal.isPresent() && ordinals.contains(ordinal.getAsInt()) && !going) {
        delete(claim);
      }
    }
  }

  private RefusedException refused(int ordinal, String why) {
    return new RefusedException(
        "the claims of pod %s-%d in namespace %s are kept, for the pod %s"
            .formatted(setName, ordinal, namespace, why));
  }

  private void delete(PersistentVolumeClaim claim) {
    String name = claim.getMetadata().getName();
    try {
      api.call(
          "delete",
          RESOURCE,
          namespace,
          client ->
              client
                  .persistentVolumeClaims()
                  .inNamespace(namespace)
                  .withName(name)
                  .lockResourceVersion(claim.getMetadata().getResourceVersion())
                  .delete());
    } catch (Api.MissingException e) {
      LOG.debugf(e, "claim was gone already namespace=%s name=%s", namespace, name);
    } catch (Api.ConflictException e) {
      throw new RefusedException(
          "PersistentVolumeClaim %s in namespace %s changed as it was to be deleted"
              .formatted(name, namespace),
          e);
    }
    LOG.infof("claim deleted namespace=%s name=%s", namespace, name);
  }

  private List<PersistentVolumeClaim> list(StatefulSet set) {
    if (set.getSpec().getVolumeClaimTemplates().isEmpty()) {
      return List.of();
    }
    return api.call(
            "list",
            RESOURCE,
            namespace,
            client -> client.persistentVolumeClaims().inNamespace(namespace).list())
        .getItems();
  }

  private OptionalInt ordinal(StatefulSet set, PersistentVolumeClaim claim) {
    return set.getSpec().getVolumeClaimTemplates().stream()
        .map(template -> template.getMetadata().getName() + "-" + setName + "-")
        .map(prefix -> Ordinals.of(prefix, claim.getMetadata().getName()))
        .filter(OptionalInt::isPresent)
        .findFirst()
        .orElse(OptionalInt.empty());
  }
}
