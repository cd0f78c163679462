package dev.slotwright.helm;

import static dev.slotwright.helm.Rendering.RELEASE;
import static dev.slotwright.helm.Rendering.SET;
import static dev.slotwright.helm.Rendering.stream;
import static dev.slotwright.helm.Rendering.texts;
import static dev.slotwright.helm.Rendering.variable;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slotwright.world.kubernetes.KubernetesApi;
import dev.slotwright.world.kubernetes.StatefulSets;
import dev.slotwright.world.process.Loopback;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the chart installs for Redis: what the reference deployment has, in the world's shape. */
class RedisChartTest {
  private static final Rendering DEFAULT = Rendering.of("");
  private static final String SPREAD = "/spec/template/spec/topologySpreadConstraints/0";

  @Test
  void redisIsConfiguredAsAClusterOnItsVolume() {
    String configuration =
        DEFAULT.one("ConfigMap", SET + "-config").at("/data/redis.conf").asText();

    assertThat(configuration.lines())
        .contains(
            "port 6379",
            "dir /data/",
            "cluster-enabled yes",
            "cluster-config-file nodes.conf",
            "cluster-node-timeout 5000",
            "cluster-allow-replica-migration no",
            "appendonly yes",
            "maxmemory 644245094")
        .noneMatch(line -> line.startsWith(" "));
  }

  @Test
  void everyNodeHasThePasswordAndAnnouncesItsAddress() {
    List<String> args = texts(DEFAULT.redis().at("/spec/template/spec/containers/0/args"));
    JsonNode password = variable(DEFAULT.redis(), "REDIS_PASSWORD").at("/valueFrom/secretKeyRef");

    assertThat(args)
        .containsExactly(
            "/usr/local/etc/redis/redis.conf",
            "--cluster-announce-ip",
            "$(MY_POD_IP)",
            "--requirepass",
            "$(REDIS_PASSWORD)",
            "--masterauth",
            "$(REDIS_PASSWORD)");
    assertThat(variable(DEFAULT.redis(), "MY_POD_IP").at("/valueFrom/fieldRef/fieldPath").asText())
        .isEqualTo("status.podIP");
    assertThat(password.path("name").asText()).isEqualTo(SET);
    assertThat(password.path("key").asText()).isEqualTo("password");
  }

  @Test
  void thePasswordIsMadeOnceAndCannotChangeByAccident() {
    JsonNode secret = DEFAULT.one("Secret", SET);

    assertThat(new String(Base64.getDecoder().decode(secret.at("/data/password").asText())))
        .matches("[A-Za-z0-9]{32}");
    assertThat(secret.path("immutable").asBoolean()).isTrue();
  }

  @Test
  void bothPortsAreOpenAndBothServicesFindThePods() {
    JsonNode headless = DEFAULT.one("Service", SET + "-headless").path("spec");
    JsonNode clients = DEFAULT.one("Service", SET).path("spec");
    JsonNode spec = DEFAULT.redis().path("spec");

    assertThat(ports(DEFAULT.redis())).containsExactly("redis:6379", "bus:16379");
    assertThat(headless.path("clusterIP").asText()).isEqualTo("None");
    assertThat(headless.path("publishNotReadyAddresses").asBoolean()).isTrue();
    assertThat(spec.path("serviceName").asText()).isEqualTo(SET + "-headless");
    assertThat(clients.has("clusterIP")).isFalse();
    for (JsonNode selector :
        List.of(
            headless.path("selector"),
            clients.path("selector"),
            DEFAULT.one("PodDisruptionBudget", SET).at("/spec/selector/matchLabels"))) {
      assertThat(selector).isEqualTo(spec.at("/selector/matchLabels"));
    }
    assertSelects(spec.at("/selector/matchLabels"), spec.at("/template/metadata/labels"));
  }

  @Test
  void noSelectorOfRedisFindsAPodOfTheProgram() {
    JsonNode selector =
        Rendering.of("redis: {statefulSet: slotwright}")
            .one("StatefulSet", "slotwright")
            .at("/spec/selector/matchLabels");

    for (JsonNode workload : List.of(DEFAULT.controller(), DEFAULT.collector())) {
      JsonNode labels = workload.at("/spec/template/metadata/labels");
      assertThat(stream(selector).map(JsonNode::asText).toList())
          .anyMatch(value -> stream(labels).noneMatch(label -> label.asText().equals(value)));
      assertSelects(workload.at("/spec/selector/matchLabels"), labels);
    }
  }

  @Test
  void podsKeepApart() {
    String preferred =
        "/spec/template/spec/affinity/podAntiAffinity/preferredDuringSchedulingIgnoredDuringExecution";
    String required =
        "/spec/template/spec/affinity/podAntiAffinity/requiredDuringSchedulingIgnoredDuringExecution";
    JsonNode strict = Rendering.of("redis: {antiAffinity: required}").redis();

    assertThat(
            stream(DEFAULT.redis().at(preferred))
                .map(t -> t.at("/podAffinityTerm/topologyKey").asText()))
        .containsExactly("kubernetes.io/hostname");
    assertThat(DEFAULT.redis().at(required).isMissingNode()).isTrue();
    assertThat(strict.at(required + "/0/topologyKey").asText()).isEqualTo("kubernetes.io/hostname");
    assertThat(strict.at(required + "/0/labelSelector/matchLabels"))
        .isEqualTo(strict.at("/spec/selector/matchLabels"));
    assertThat(Rendering.of("redis: {antiAffinity: none}").redis().toString())
        .doesNotContain("affinity");
    assertThat(DEFAULT.redis().at(SPREAD + "/topologyKey").asText())
        .isEqualTo("topology.kubernetes.io/zone");
    assertThat(DEFAULT.redis().at(SPREAD + "/labelSelector/matchLabels"))
        .isEqualTo(DEFAULT.redis().at("/spec/selector/matchLabels"));
    assertThat(DEFAULT.redis().at(SPREAD + "/whenUnsatisfiable").asText())
        .isEqualTo("ScheduleAnyway");
    assertThat(
            Rendering.of("redis: {zoneSpread: required}")
                .redis()
                .at(SPREAD + "/whenUnsatisfiable")
                .asText())
        .isEqualTo("DoNotSchedule");
    assertThat(Rendering.of("redis: {zoneSpread: none}").redis().toString())
        .doesNotContain("topology.kubernetes.io/zone");
  }

  @Test
  void aSecretOfTheUserTakesThePlaceOfTheChartsOwn() {
    Rendering mine = Rendering.of("redis: {existingSecret: mine}");

    assertThat(mine.all("Secret")).isEmpty();
    assertThat(variable(mine.redis(), "REDIS_PASSWORD").at("/valueFrom/secretKeyRef/name").asText())
        .isEqualTo("mine");
    assertThat(mine.one("ConfigMap", RELEASE + "-policies").at("/data/memory.yaml").asText())
        .contains("credentialsSecret: mine");
    assertThat(mine.collector().toString()).contains("\"secretName\":\"mine\"");
  }

  @Test
  void policiesFromGitTakeThePlaceOfTheChartsOwn() {
    Rendering git = Rendering.of("policies: {existingConfigMap: from-git}");

    assertThat(git.find("ConfigMap", RELEASE + "-policies")).isEmpty();
    assertThat(git.controller().at("/spec/template/spec/volumes/0/configMap/name").asText())
        .isEqualTo("from-git");
  }

  @Test
  void withoutRedisThereIsTheProgramAlone() {
    Rendering alone = Rendering.of("redis: {enabled: false}");
    Rendering polled =
        Rendering.of(
            "redis: {enabled: false}\n"
                + "collector: {cluster: sessions, seeds: ['a:6379', 'b:6379'], existingSecret: auth}");

    assertThat(alone.all("StatefulSet")).isEmpty();
    assertThat(alone.all("Secret")).isEmpty();
    assertThat(alone.all("Service")).hasSize(1);
    assertThat(alone.all("Deployment")).hasSize(1);
    assertThat(variable(polled.collector(), "SLOTWRIGHT_COLLECT_SEEDS").path("value").asText())
        .isEqualTo("a:6379,b:6379");
  }

  @Test
  void theWorldsStatefulSetHasTheSameShape() {
    JsonNode chart = DEFAULT.redis();
    JsonNode world = worlds();
    String container = "/spec/template/spec/containers/0";

    for (String same :
        List.of(
            "/spec/serviceName",
            "/spec/podManagementPolicy",
            container + "/command",
            container + "/args",
            "/spec/volumeClaimTemplates/0/metadata/name",
            "/spec/volumeClaimTemplates/0/spec/accessModes")) {
      assertThat(chart.at(same)).as(same).isEqualTo(world.at(same));
    }
    assertThat(ports(chart)).isEqualTo(ports(world));
    assertThat(names(chart.at(container + "/env"))).isEqualTo(names(world.at(container + "/env")));
    assertThat(names(chart.at(container + "/volumeMounts")))
        .containsAll(names(world.at(container + "/volumeMounts")));
    String label = "app.kubernetes.io/name";
    for (JsonNode set : List.of(chart, world)) {
      assertThat(set.at("/spec/selector/matchLabels").path(label).asText()).isEqualTo(SET);
      assertSelects(set.at("/spec/selector/matchLabels"), set.at("/spec/template/metadata/labels"));
    }
  }

  private static JsonNode worlds() {
    try (Loopback loopback = new Loopback();
        KubernetesApi api = KubernetesApi.inMemory(loopback)) {
      return Serialization.jsonMapper()
          .valueToTree(StatefulSets.redis(SET, 6379).create(api.client()));
    }
  }

  private static List<String> ports(JsonNode set) {
    return stream(set.at("/spec/template/spec/containers/0/ports"))
        .map(port -> port.path("name").asText() + ":" + port.path("containerPort").asInt())
        .toList();
  }

  private static List<String> names(JsonNode array) {
    return stream(array).map(item -> item.path("name").asText()).toList();
  }

  private static void assertSelects(JsonNode selector, JsonNode labels) {
    assertThat(selector.size()).isPositive();
    selector
        .fields()
        .forEachRemaining(
            wanted -> assertThat(labels.path(wanted.getKey())).isEqualTo(wanted.getValue()));
  }
}
