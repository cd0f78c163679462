package dev.slotwright.world.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slotwright.world.process.Loopback;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class KubernetesApiTest {
  private final Loopback loopback = new Loopback();
  private KubernetesApi api;
  private KubernetesClient client;

  @BeforeEach
  void start() {
    api = KubernetesApi.start(loopback);
    client = api.client();
  }

  @AfterEach
  void stop() {
    api.close();
    loopback.close();
  }

  @Test
  void refusesAWriteWithAStaleResourceVersion() {
    ConfigMap first =
        client
            .configMaps()
            .resource(
                new ConfigMapBuilder().withNewMetadata().withName("state").endMetadata().build())
            .create();
    client
        .configMaps()
        .resource(new ConfigMapBuilder(first).withData(Map.of("owner", "b")).build())
        .update();

    assertThatThrownBy(
            () ->
                client
                    .configMaps()
                    .resource(new ConfigMapBuilder(first).withData(Map.of("owner", "a")).build())
                    .update())
        .isInstanceOfSatisfying(
            KubernetesClientException.class, e -> assertThat(e.getCode()).isEqualTo(409));
    assertThat(client.configMaps().withName("state").get().getData()).containsEntry("owner", "b");
  }

  @Test
  void shrinksAStatefulSetOnlyAtTheObservedResourceVersion() {
    StatefulSet observed = createSet(5);
    client.apps().statefulSets().withName("redis").scale(6);
    assertThat(replicas()).isEqualTo(6);

    assertThatThrownBy(() -> client.apps().statefulSets().resource(scaled(observed, 3)).update())
        .isInstanceOfSatisfying(
            KubernetesClientException.class, e -> assertThat(e.getCode()).isEqualTo(409));

    StatefulSet current = client.apps().statefulSets().withName("redis").get();
    client.apps().statefulSets().resource(scaled(current, 3)).update();
    assertThat(replicas()).isEqualTo(3);
  }

  @Test
  void watchesTellOfChanges() {
    List<String> seen = new CopyOnWriteArrayList<>();
    try (var watch =
        client
            .configMaps()
            .watch(
                new Watcher<>() {
                  @Override
                  public void eventReceived(Action action, ConfigMap item) {
                    seen.add(action + " " + item.getMetadata().getName());
                  }

                  @Override
                  public void onClose(WatcherException cause) {
                    seen.add("closed");
                  }
                })) {
      ConfigMap made =
          client
              .configMaps()
              .resource(
                  new ConfigMapBuilder().withNewMetadata().withName("seen").endMetadata().build())
              .create();
      client.configMaps().resource(made).delete();

      Awaitility.await()
          .untilAsserted(() -> assertThat(seen).contains("ADDED seen", "DELETED seen"));
    }
  }

  @Test
  void aBoundPodStaysUntilItsKubeletLetsItGo() {
    client
        .pods()
        .resource(
            new PodBuilder()
                .withNewMetadata()
                .withName("redis-0")
                .endMetadata()
                .withNewSpec()
                .withNodeName("host-a")
                .addNewContainer()
                .withName("redis")
                .withImage("redis")
                .endContainer()
                .endSpec()
                .build())
        .create();

    client.pods().withName("redis-0").delete();
    assertThat(client.pods().withName("redis-0").get().getMetadata().getDeletionTimestamp())
        .endsWith("Z");

    client.pods().withName("redis-0").withGracePeriod(0).delete();
    Awaitility.await().until(() -> client.pods().withName("redis-0").get() == null);
  }

  @Test
  void keepsWhatItStoresOverAnOutage() {
    Assumptions.assumeFalse(api.isReal(), "a real API server is not ours");
    createSet(3);
    api.stop();
    api.resume();

    assertThat(replicas()).isEqualTo(3);
  }

  private int replicas() {
    return client.apps().statefulSets().withName("redis").get().getSpec().getReplicas();
  }

  private static StatefulSet scaled(StatefulSet set, int replicas) {
    return new StatefulSetBuilder(set).editSpec().withReplicas(replicas).endSpec().build();
  }

  private StatefulSet createSet(int replicas) {
    return client
        .apps()
        .statefulSets()
        .resource(
            new StatefulSetBuilder()
                .withNewMetadata()
                .withName("redis")
                .endMetadata()
                .withNewSpec()
                .withReplicas(replicas)
                .withServiceName("redis")
                .withNewSelector()
                .withMatchLabels(Map.of("app", "redis"))
                .endSelector()
                .withNewTemplate()
                .withNewMetadata()
                .withLabels(Map.of("app", "redis"))
                .endMetadata()
                .withNewSpec()
                .addNewContainer()
                .withName("redis")
                .withImage("redis")
                .endContainer()
                .endSpec()
                .endTemplate()
                .endSpec()
                .build())
        .create();
  }
}
