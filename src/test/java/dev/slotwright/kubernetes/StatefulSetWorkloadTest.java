package dev.slotwright.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slotwright.cluster.Pod;
import dev.slotwright.cluster.PodSet;
import dev.slotwright.control.DependencyStatus;
import dev.slotwright.control.RefusedException;
import dev.slotwright.control.UnreachableException;
import dev.slotwright.control.Workload;
import dev.slotwright.policy.ClusterRef;
import dev.slotwright.world.kubernetes.KubernetesApi;
import dev.slotwright.world.process.Loopback;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against the API in memory: pods here are made by hand, a real controller would object. */
class StatefulSetWorkloadTest {
  private final Loopback loopback = new Loopback();
  private KubernetesApi api;
  private KubernetesClient client;
  private Kubernetes kubernetes;
  private Workload workload;

  @BeforeEach
  void start() {
    api = KubernetesApi.inMemory(loopback);
    client = api.client();
    kubernetes = new Kubernetes(client);
    workload =
        kubernetes.workload(
            new ClusterRef("sessions", api.namespace(), Sets.NAME, 6379, Optional.empty()));
  }

  @AfterEach
  void stop() {
    workload.close();
    api.close();
    loopback.close();
  }

  @Test
  void seesPodsWithHostZoneReadinessAndClaims() {
    StatefulSet set = Sets.create(client, 2);
    client
        .nodes()
        .resource(
            new NodeBuilder()
                .withNewMetadata()
                .withName("host-a")
                .withLabels(Map.of(Zones.LABEL, "north"))
                .endMetadata()
                .build())
        .create();
    Sets.put(client, Sets.running(set, "redis-0", "host-a", "127.1.2.3"));
    Sets.put(client, Sets.running(set, "redis-1", "host-b", "127.1.2.4"));
    Sets.put(client, Sets.pod(set, "redis-exporter").build());
    for (String claim : new String[] {"data-redis-0", "data-redis-7", "logs-redis-3", "data-x-1"}) {
      Sets.claim(client, claim);
    }

    PodSet seen = workload.observe();

    assertThat(seen.desired()).isEqualTo(2);
    assertThat(seen.ready(2)).isTrue();
    assertThat(seen.claims()).containsExactly(0, 7);
    assertThat(seen.pods()).extracting(Pod::name).containsExactly("redis-0", "redis-1");
    assertThat(seen.pods().getFirst().ip()).contains("127.1.2.3");
    assertThat(seen.pods().getFirst().host()).contains("host-a");
    assertThat(seen.pods().getFirst().zone()).contains("north");
    assertThat(seen.pods().getLast().zone()).isEmpty();
  }

  @Test
  void saysWhyAPodDoesNotRun() {
    StatefulSet set = Sets.create(client, 2);
    Sets.put(
        client,
        Sets.pod(set, "redis-0")
            .withNewStatus()
            .withPhase("Pending")
            .addNewCondition()
            .withType("PodScheduled")
            .withStatus("False")
            .withReason("Unschedulable")
            .withMessage("0/3 nodes: unbound immediate PersistentVolumeClaims")
            .endCondition()
            .endStatus()
            .build());
    Sets.put(
        client,
        Sets.pod(set, "redis-1")
            .withNewStatus()
            .withPhase("Pending")
            .addNewContainerStatus()
            .withName("redis")
            .withNewState()
            .withNewWaiting()
            .withReason("ImagePullBackOff")
            .endWaiting()
            .endState()
            .endContainerStatus()
            .endStatus()
            .build());

    assertThat(workload.observe().pods())
        .extracting(pod -> pod.waiting().orElse("none"))
        .containsExactly(
            "Unschedulable: 0/3 nodes: unbound immediate PersistentVolumeClaims",
            "ImagePullBackOff");
  }

  @Test
  void leavesOutPodsOfAnotherController() {
    StatefulSet set = Sets.create(client, 1);
    Sets.put(
        client,
        Sets.pod(set, "redis-0")
            .editMetadata()
            .editFirstOwnerReference()
            .withUid("another")
            .endOwnerReference()
            .endMetadata()
            .build());

    assertThat(workload.observe().pods()).isEmpty();
  }

  @Test
  void doesWithoutZonesWhereNodesMayNotBeRead() {
    StatefulSet set = Sets.create(client, 1);
    Sets.put(client, Sets.running(set, "redis-0", "host-a", "127.1.2.3"));
    api.forbid((method, path) -> path.contains("/nodes/"));

    assertThat(workload.observe().pods().getFirst().zone()).isEmpty();
    assertThat(kubernetes.statuses()).singleElement().matches(DependencyStatus.Status::ok);
  }

  @Test
  void growsButNeverShrinksByGrowing() {
    Sets.create(client, 3);
    workload.grow(5);
    assertThat(workload.observe().desired()).isEqualTo(5);

    workload.grow(4);
    assertThat(workload.observe().desired()).isEqualTo(5);
  }

  @Test
  void shrinksAtTheObservedVersionOnly() {
    Sets.create(client, 5);
    PodSet before = workload.observe();
    client.apps().statefulSets().withName(Sets.NAME).scale(6);

    assertThatThrownBy(() -> workload.shrink(3, before.resourceVersion()))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("changed by somebody else")
        .hasMessageContaining("with 6 replicas");
    assertThat(workload.observe().desired()).isEqualTo(6);

    workload.shrink(3, workload.observe().resourceVersion());
    assertThat(workload.observe().desired()).isEqualTo(3);
    assertThatCode(() -> workload.shrink(3, before.resourceVersion())).doesNotThrowAnyException();
  }

  @Test
  void deletesClaimsOnlyBeyondTheSetAndWithoutAPod() {
    StatefulSet set = Sets.create(client, 2);
    for (int ordinal = 0; ordinal < 4; ordinal++) {
      Sets.claim(client, "data-redis-" + ordinal);
    }
    Sets.put(client, Sets.running(set, "redis-2", "host-a", "127.1.2.3"));

    assertThatThrownBy(() -> workload.deleteClaims(Set.of(1, 3)))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("spec.replicas is 2");
    assertThatThrownBy(() -> workload.deleteClaims(Set.of(2, 3)))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("redis-2")
        .hasMessageContaining("still there");
    assertThat(workload.observe().claims()).containsExactly(0, 1, 2, 3);

    workload.deleteClaims(Set.of(3, 9));
    assertThat(workload.observe().claims()).containsExactly(0, 1, 2);
  }

  @Test
  void countsNotesOfOneReason() {
    Sets.create(client, 3);
    workload.note(false, "SlotsMoved", "first");
    workload.note(false, "SlotsMoved", "second");
    workload.note(true, "Held", "why");

    assertThat(client.v1().events().inNamespace(api.namespace()).list().getItems())
        .extracting(Event::getReason, Event::getType, Event::getCount, Event::getMessage)
        .containsExactlyInAnyOrder(
            org.assertj.core.groups.Tuple.tuple("SlotsMoved", "Normal", 2, "second"),
            org.assertj.core.groups.Tuple.tuple("Held", "Warning", 1, "why"));
  }

  @Test
  void namesAMissingStatefulSetAndAMissingRight() {
    assertThatThrownBy(workload::observe)
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("StatefulSet redis in namespace " + api.namespace())
        .hasMessageContaining("does not exist");

    Sets.create(client, 3);
    api.forbid((method, path) -> path.contains("/pods"));
    assertThatThrownBy(workload::observe)
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("not allowed to list pods in namespace " + api.namespace())
        .hasMessageContaining("resources: [pods], verbs: [list]");
    assertThat(kubernetes.statuses().getFirst().ok()).isFalse();
    assertThat(kubernetes.statuses().getFirst().detail()).contains("not allowed to list pods");

    api.forbid((method, path) -> method.equals("PUT"));
    assertThatThrownBy(() -> workload.grow(4))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("apiGroups: [\"apps\"], resources: [statefulsets], verbs: [update]");
    assertThatCode(() -> workload.note(false, "Quiet", "x")).doesNotThrowAnyException();
  }

  @Test
  void isUnreachableDuringAnOutageAndRecovers() {
    Sets.create(client, 3);
    assertThat(workload.observe().desired()).isEqualTo(3);
    api.stop();

    Instant begin = Instant.now();
    assertThatThrownBy(workload::observe)
        .isInstanceOf(UnreachableException.class)
        .hasMessageContaining("get statefulsets.apps");
    assertThat(kubernetes.statuses().getFirst().ok()).isFalse();
    assertThat(Duration.between(begin, Instant.now())).isLessThan(Duration.ofSeconds(12));

    api.resume();
    assertThat(workload.observe().desired()).isEqualTo(3);
    assertThat(kubernetes.statuses().getFirst().ok()).isTrue();
  }
}
