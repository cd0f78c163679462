package dev.slotwright.world.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slotwright.world.process.Loopback;
import dev.slotwright.world.process.WorldDirectory;
import dev.slotwright.world.redis.RedisBinary;
import dev.slotwright.world.redis.RedisProcess;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class KubeletTest {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  private final Loopback loopback = new Loopback();
  private final WorldDirectory directory = new WorldDirectory("kubelet");
  private KubernetesApi api;
  private KubernetesClient client;
  private Kubelet kubelet;

  @BeforeEach
  void start() {
    api = KubernetesApi.start(loopback);
    client = api.client();
    kubelet = new Kubelet(api, RedisBinary.embedded(), loopback, directory);
  }

  @AfterEach
  void stop() {
    kubelet.close();
    api.close();
    directory.close();
    loopback.close();
  }

  @Test
  void growsAndShrinksWithRealServersAndKeepsClaims() {
    create(3);
    RedisProcess first = kubelet.process("redis-0");
    assertThat(first.call("CONFIG", "GET", "cluster-node-timeout").toString()).contains("5000");
    assertThat(client.pods().withName("redis-0").get().getStatus().getPodIP())
        .isEqualTo(first.address());

    scale(5);
    RedisProcess last = kubelet.process("redis-4");
    assertThat(last.answers()).isTrue();

    scale(3);
    assertThat(last.process().isAlive()).isFalse();
    assertThat(kubelet.process("redis-0").process().pid()).isEqualTo(first.process().pid());
    assertThat(client.persistentVolumeClaims().withName("data-redis-4").get()).isNotNull();
    Awaitility.await()
        .untilAsserted(
            () ->
                assertThat(client.apps().statefulSets().withName("redis").get().getStatus())
                    .returns(3, status -> status.getReplicas())
                    .returns(3, status -> status.getReadyReplicas()));
  }

  @Test
  void aPodMadeAgainHasAnotherAddressAndItsOldData() {
    create(3);
    RedisProcess before = kubelet.process("redis-1");
    String id = (String) before.call("CLUSTER", "MYID");

    kubelet.deletePod("redis-1");
    awaitAnotherLife(before);

    RedisProcess after = kubelet.process("redis-1");
    assertThat(after.address()).isNotEqualTo(before.address());
    assertThat(after.call("CLUSTER", "MYID")).isEqualTo(id);
  }

  @Test
  void aDeletedClaimMeansAnEmptyPod() {
    create(3);
    RedisProcess before = kubelet.process("redis-2");
    String id = (String) before.call("CLUSTER", "MYID");

    client.persistentVolumeClaims().withName("data-redis-2").delete();
    assertThat(before.answers()).as("a claim in use stays").isTrue();
    kubelet.deletePod("redis-2");
    awaitAnotherLife(before);

    assertThat(kubelet.process("redis-2").call("CLUSTER", "MYID")).isNotEqualTo(id);
  }

  @Test
  void aCrashedContainerIsStartedAgainAtItsAddressAndAFrozenOneIsNotReady() {
    create(1);
    RedisProcess before = kubelet.process("redis-0");

    kubelet.killPod("redis-0");
    Awaitility.await()
        .atMost(LIMIT)
        .until(
            () ->
                PodStatuses.restarts(client.pods().withName("redis-0").get()) == 1
                    && kubelet.process("redis-0").answers());
    assertThat(kubelet.process("redis-0").address()).isEqualTo(before.address());

    kubelet.awaitReady("redis", 1, LIMIT);
    kubelet.freezePod("redis-0");
    Awaitility.await()
        .atMost(LIMIT)
        .until(() -> !PodStatuses.isReady(client.pods().withName("redis-0").get()));
    kubelet.thawPod("redis-0");
    kubelet.awaitReady("redis", 1, LIMIT);
  }

  private void create(int replicas) {
    StatefulSets.redis("redis", loopback.redisPort()).withReplicas(replicas).create(client);
    kubelet.awaitReady("redis", replicas, LIMIT);
  }

  private void scale(int replicas) {
    client.apps().statefulSets().withName("redis").scale(replicas);
    kubelet.awaitReady("redis", replicas, LIMIT);
  }

  private void awaitAnotherLife(RedisProcess before) {
    Awaitility.await().atMost(LIMIT).until(() -> !before.process().isAlive());
    kubelet.awaitReady("redis", 3, LIMIT);
  }
}
