package dev.slotwright.kubernetes;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.NonNamespaceOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Map;
import java.util.Optional;

/** The Lease object of one cluster; every write is refused unless it is as it was read. */
final class LeaseRecord {
  private static final String RESOURCE = "leases.coordination.k8s.io";

  private final Api api;
  private final String namespace;
  private final String cluster;

  /** A Lease as it was read. */
  record Held(Lease lease) {
    String holder() {
      String holder = lease.getSpec() == null ? null : lease.getSpec().getHolderIdentity();
      return holder == null ? "" : holder;
    }

    boolean free() {
      return holder().isEmpty();
    }

    boolean by(String identity) {
      return holder().equals(identity);
    }

    String version() {
      return lease.getMetadata().getResourceVersion();
    }

    /** As its holder promised, whatever our own setting is. */
    Duration duration() {
      Integer seconds = lease.getSpec() == null ? null : lease.getSpec().getLeaseDurationSeconds();
      return Duration.ofSeconds(seconds == null ? 15 : seconds);
    }
  }

  LeaseRecord(Api api, String namespace, String cluster) {
    this.api = api;
    this.namespace = namespace;
    this.cluster = cluster;
  }

  String name() {
    return "slotwright-" + cluster;
  }

  Optional<Held> read() {
    return Optional.ofNullable(
            api.call("get", RESOURCE, namespace, client -> leases(client).withName(name()).get()))
        .map(Held::new);
  }

  /** False when somebody else created it meanwhile. */
  boolean create(String identity, Duration duration) {
    ZonedDateTime now = now();
    Lease lease =
        new LeaseBuilder()
            .withNewMetadata()
            .withName(name())
            .withNamespace(namespace)
            .withLabels(Map.of(ConfigMapStateStore.CLUSTER_LABEL, cluster))
            .endMetadata()
            .withNewSpec()
            .withHolderIdentity(identity)
            .withLeaseDurationSeconds((int) duration.toSeconds())
            .withAcquireTime(now)
            .withRenewTime(now)
            .withLeaseTransitions(0)
            .endSpec()
            .build();
    try {
      api.call("create", RESOURCE, namespace, client -> leases(client).resource(lease).create());
      return true;
    } catch (Api.ConflictException e) {
      return false;
    }
  }

  boolean renew(Held held, String identity, Duration duration) {
    return write(edit(held, identity, duration));
  }

  boolean take(Held held, String identity, Duration duration) {
    Integer before =
        held.lease().getSpec() == null ? null : held.lease().getSpec().getLeaseTransitions();
    return write(
        edit(held, identity, duration)
            .editSpec()
            .withAcquireTime(now())
            .withLeaseTransitions(before == null ? 1 : before + 1)
            .endSpec());
  }

  boolean release(Held held) {
    return write(edit(held, "", Duration.ofSeconds(1)));
  }

  private static LeaseBuilder edit(Held held, String identity, Duration duration) {
    return new LeaseBuilder(held.lease())
        .editOrNewSpec()
        .withHolderIdentity(identity)
        .withLeaseDurationSeconds((int) duration.toSeconds())
        .withRenewTime(now())
        .endSpec();
  }

  private boolean write(LeaseBuilder lease) {
    try {
      api.call(
          "update", RESOURCE, namespace, client -> leases(client).resource(lease.build()).update());
      return true;
    } catch (Api.ConflictException | Api.MissingException e) {
      return false;
    }
  }

  private NonNamespaceOperation<
          Lease, io.fabric8.kubernetes.api.model.coordination.v1.LeaseList, Resource<Lease>>
      leases(KubernetesClient client) {
    return client.leases().inNamespace(namespace);
  }

  /** For people who look at the object; nobody here decides by it. */
  private static ZonedDateTime now() {
    return ZonedDateTime.now(ZoneOffset.UTC);
  }
}
