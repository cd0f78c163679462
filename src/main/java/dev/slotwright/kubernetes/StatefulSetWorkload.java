package dev.slotwright.kubernetes;

import dev.slotwright.cluster.Pod;
import dev.slotwright.cluster.PodSet;
import dev.slotwright.control.RefusedException;
import dev.slotwright.control.UnreachableException;
import dev.slotwright.control.Workload;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * The StatefulSet of one cluster. It is read before its pods: what an observation says about pods
 * is never older than the resourceVersion that a shrink then carries.
 */
final class StatefulSetWorkload implements Workload {
  private static final Logger LOG = Logger.getLogger(StatefulSetWorkload.class);
  private static final String SETS = "statefulsets.apps";
  private static final int ATTEMPTS = 5;

  private final Api api;
  private final Claims claims;
  private final Zones zones;
  private final WorkloadNotes notes;
  private final String namespace;
  private final String name;
  private final int port;
  private boolean adopted;

  /**
   * @param namespace of the StatefulSet
   * @param name of the StatefulSet
   * @param port that Redis listens on in each pod
   */
  StatefulSetWorkload(Api api, Zones zones, String namespace, String name, int port) {
    this.api = api;
    this.claims = new Claims(api, namespace, name);
    this.zones = zones;
    this.notes = new WorkloadNotes(api);
    this.namespace = namespace;
    this.name = name;
    this.port = port;
  }

  @Override
  public PodSet observe() {
    StatefulSet set = read();
    adopt(set);
    List<Pod> pods = pods(set);
    zones.keep(pods.stream().flatMap(pod -> pod.host().stream()).collect(Collectors.toSet()));
    return new PodSet(
        name,
        replicas(set),
        set.getMetadata().getResourceVersion(),
        port,
        pods,
        claims.ordinals(set));
  }

  @Override
  public void grow(int replicas) {
    for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
      StatefulSet set = read();
      if (replicas(set) >= replicas) {
        return;
      }
      try {
        write(set, replicas);
        LOG.infof(
            "stateful set grown namespace=%s name=%s from=%d to=%d",
            namespace, name, replicas(set), replicas);
        return;
      } catch (Api.ConflictException e) {
        LOG.debugf(e, "stateful set changed meanwhile namespace=%s name=%s", namespace, name);
      }
    }
    throw new UnreachableException(
        place()
            + " changed under each of "
            + ATTEMPTS
            + " attempts to grow it: who else writes it?");
  }

  @Override
  public void shrink(int replicas, String resourceVersion) {
    StatefulSet set = read();
    int now = replicas(set);
    if (now <= replicas) {
      LOG.infof(
          "stateful set is that small already namespace=%s name=%s replicas=%d",
          namespace, name, now);
      return;
    }
    String found = set.getMetadata().getResourceVersion();
    if (!found.equals(resourceVersion)) {
      throw changed("it is at version " + found + " now, with " + now + " replicas", null);
    }
    try {
      write(set, replicas);
    } catch (Api.ConflictException e) {
      throw changed("it changed in that very moment", e);
    }
    LOG.infof(
        "stateful set shrunk namespace=%s name=%s from=%d to=%d", namespace, name, now, replicas);
  }

  @Override
  public void deleteClaims(Set<Integer> ordinals) {
    StatefulSet set = read();
    claims.delete(set, ordinals, pods(set));
  }

  @Override
  public void note(boolean warning, String reason, String message) {
    try {
      notes.add(read(), warning, reason, message);
    } catch (RuntimeException e) {
      LOG.warnf(
          "note on the stateful set was not written namespace=%s name=%s reason=%s cause=%s",
          namespace, name, reason, e.getMessage());
    }
  }

  /** The client belongs to who made it; nothing of our own is open. */
  @Override
  public void close() {
    LOG.debugf("workload closed namespace=%s name=%s", namespace, name);
  }

  private StatefulSet read() {
    StatefulSet set =
        api.call(
            "get",
            SETS,
            namespace,
            client -> client.apps().statefulSets().inNamespace(namespace).withName(name).get());
    if (set == null) {
      throw new RefusedException(
          place() + " does not exist: create it, or correct spec.cluster in the policy");
    }
    int start =
        Optional.ofNullable(set.getSpec().getOrdinals())
            .map(ordinals -> ordinals.getStart())
            .orElse(0);
    if (start != 0) {
      throw new RefusedException(
          place() + " numbers its pods from " + start + ": set spec.ordinals.start to 0");
    }
    return set;
  }

  private void adopt(StatefulSet set) {
    if (!adopted && !"Parallel".equals(set.getSpec().getPodManagementPolicy())) {
      LOG.warnf(
          "stateful set starts its pods in order, a full restart can deadlock;"
              + " re-create it with podManagementPolicy: Parallel namespace=%s name=%s",
          namespace, name);
    }
    adopted = true;
  }

  private void write(StatefulSet set, int replicas) {
    StatefulSet changed =
        new StatefulSetBuilder(set).editSpec().withReplicas(replicas).endSpec().build();
    try {
      api.call(
          "update",
          SETS,
          namespace,
          client -> client.apps().statefulSets().inNamespace(namespace).resource(changed).update());
    } catch (Api.MissingException e) {
      throw new RefusedException(place() + " was deleted meanwhile", e);
    }
  }

  private List<Pod> pods(StatefulSet set) {
    return api
        .call(
            "list",
            "pods",
            namespace,
            client ->
                client
                    .pods()
                    .inNamespace(namespace)
                    .withLabelSelector(set.getSpec().getSelector())
                    .list())
        .getItems()
        .stream()
        .filter(pod -> owned(pod.getMetadata().getOwnerReferences(), set))
        .flatMap(
            pod -> {
              OptionalInt ordinal = Ordinals.of(name + "-", pod.getMetadata().getName());
              return ordinal.stream().mapToObj(found -> PodReading.read(pod, found, zones));
            })
        .toList();
  }

  /** By its controller; a pod without one is about to be adopted by name. */
  private static boolean owned(List<OwnerReference> owners, StatefulSet set) {
    return owners.stream()
        .filter(owner -> Boolean.TRUE.equals(owner.getController()))
        .findFirst()
        .map(owner -> owner.getUid() == null || owner.getUid().equals(set.getMetadata().getUid()))
        .orElse(true);
  }

  private RefusedException changed(String how, Throwable cause) {
    return new RefusedException(
        place()
            + " was changed by somebody else (or only its status) since its pods were proven empty,"
            + " it is not shrunk, observe again: "
            + how,
        cause);
  }

  private String place() {
    return "StatefulSet " + name + " in namespace " + namespace;
  }

  private static int replicas(StatefulSet set) {
    return set.getSpec().getReplicas() == null ? 1 : set.getSpec().getReplicas();
  }
}
