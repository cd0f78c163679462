package dev.slotwright.kubernetes;

import dev.slotwright.control.Credentials;
import dev.slotwright.control.DependencyStatus;
import dev.slotwright.control.Leadership;
import dev.slotwright.control.SettingsJournal;
import dev.slotwright.control.StateStore;
import dev.slotwright.control.Workload;
import dev.slotwright.policy.ClusterRef;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;

/** The adapter's entry: makes the ports of each cluster over one client, and says how it serves. */
public final class Kubernetes implements DependencyStatus {
  private final KubernetesClient client;
  private final ApiStatus status = new ApiStatus();
  private final Api api;

  /**
   * @param client stays the caller's to close
   */
  public Kubernetes(KubernetesClient client) {
    this.client = client;
    this.api = new Api(client, status);
  }

  public Workload workload(ClusterRef cluster) {
    // Zones are a help only: that nodes may not be read is no fault of the API server.
    Zones zones = new Zones(new Api(client, new ApiStatus()));
    return new StatefulSetWorkload(
        api, zones, cluster.namespace(), cluster.statefulSet(), cluster.port());
  }

  /** The record is kept beside the StatefulSet. */
  public StateStore stateStore(ClusterRef cluster) {
    return store(cluster, ConfigMapStateStore.STATE);
  }

  /** Kept beside the StatefulSet, too. */
  public SettingsJournal settingsJournal(ClusterRef cluster) {
    return new ConfigMapSettingsJournal(store(cluster, ConfigMapStateStore.SETTINGS));
  }

  private StateStore store(ClusterRef cluster, String what) {
    return new ConfigMapStateStore(api, cluster.namespace(), cluster.name(), what);
  }

  /**
   * Begins to contend for the cluster's lease, which is kept beside the StatefulSet.
   *
   * @param instance names this process to people, such as its pod's name
   */
  public Leadership leadership(ClusterRef cluster, String instance, LeaseTiming timing) {
    Api hasty = new Api(client, status, timing.retry(), 0);
    return LeaseLeadership.start(
        new LeaseRecord(hasty, cluster.namespace(), cluster.name()), instance, timing);
  }

  /**
   * As the Secret that the policy names is now; ask again after a login was rejected.
   *
   * @throws dev.slotwright.control.RefusedException when it is not there or has no password
   */
  public Credentials credentials(ClusterRef cluster) {
    return new SecretCredentials(api, cluster.namespace(), cluster.credentialsSecret()).read();
  }

  @Override
  public List<Status> statuses() {
    return status.statuses();
  }
}
