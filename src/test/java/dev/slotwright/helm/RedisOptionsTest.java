package dev.slotwright.helm;

import static dev.slotwright.helm.Rendering.RELEASE;
import static dev.slotwright.helm.Rendering.SET;
import static dev.slotwright.helm.Rendering.texts;
import static dev.slotwright.helm.Rendering.variable;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the values make of the Redis pods. */
class RedisOptionsTest {
  private static final String CONTAINER = "/spec/template/spec/containers/0";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{resources: {limits: {memory: 1Gi}}} | 644245094",
        "{resources: {limits: {memory: 1.5Gi}}} | 966367641",
        "{resources: {limits: {memory: 512Mi}}, maxmemoryPercent: 50} | 268435456",
        "{resources: {limits: {memory: 4G}}, maxmemoryPercent: 75} | 3000000000",
        "{resources: {limits: {memory: 1073741824}}} | 644245094",
        "{maxmemory: 600mb} | 600mb",
        "{maxmemory: 1gb} | 1gb",
        "{maxmemory: 2gb, resources: {limits: null}} | 2gb",
      })
  void maxmemoryLeavesRoomBelowTheLimit(String redis, String maxmemory) {
    assertThat(configuration("redis: " + redis)).contains("maxmemory " + maxmemory);
  }

  @Test
  void probesAskWhetherTheNodeAnswersAndNeverForTheClustersState() {
    JsonNode set = Rendering.of("").redis();
    JsonNode live = set.at(CONTAINER + "/livenessProbe");

    assertThat(texts(set.at(CONTAINER + "/readinessProbe/exec/command")))
        .containsExactly("sh", "/usr/local/etc/redis/ready.sh", "redis-cli", "-p", "6379");
    assertThat(live.at("/tcpSocket/port").asText()).isEqualTo("redis");
    assertThat(live.path("periodSeconds").asInt() * live.path("failureThreshold").asInt())
        .as("seconds before a node that does not answer is killed")
        .isGreaterThanOrEqualTo(300);
    assertThat(set.at(CONTAINER + "/startupProbe").isMissingNode()).isTrue();
    assertThat(script("ready.sh")).doesNotContain("cluster info", "cluster_state");
  }

  @Test
  void theGracePeriodIsWhatTheNodeNeedsToHandOverAndToEnd() {
    JsonNode set =
        Rendering.of("redis: {stop: {handOver: 100, failover: 30, clients: 20, shutdown: 7}}")
            .redis();

    assertThat(set.at("/spec/template/spec/terminationGracePeriodSeconds").asInt()).isEqualTo(157);
    assertThat(texts(set.at(CONTAINER + "/lifecycle/preStop/exec/command")))
        .containsExactly(
            "sh", "/usr/local/etc/redis/pre-stop.sh", "100", "30", "20", "redis-cli", "-p", "6379");
  }

  @Test
  void scriptsAreThoseOfTheChartAndNeedNothingThatAnImageMayLack() throws IOException {
    for (String name : List.of("ready.sh", "pre-stop.sh")) {
      assertThat(script(name))
          .isEqualTo(Files.readString(Rendering.CHART.resolve("scripts").resolve(name)));
      assertThat(script(name))
          .startsWith("#!/bin/sh\n")
          .doesNotContain("dig ", "nslookup", "awk", "bash", "curl", "kubectl");
    }
  }

  @Test
  void valkeyBringsItsOwnNames() {
    JsonNode set =
        Rendering.of(
                "redis: {image: {repository: valkey/valkey, tag: '9.0'}, command: valkey-server}")
            .redis();

    assertThat(set.at(CONTAINER + "/image").asText()).isEqualTo("valkey/valkey:9.0");
    assertThat(texts(set.at(CONTAINER + "/command"))).containsExactly("valkey-server");
    assertThat(texts(set.at(CONTAINER + "/readinessProbe/exec/command"))).contains("valkey-cli");
    assertThat(texts(set.at(CONTAINER + "/lifecycle/preStop/exec/command"))).contains("valkey-cli");
  }

  @Test
  void withTlsNothingIsSaidInTheClear() {
    Rendering chart = Rendering.of("redis: {tls: {enabled: true, existingSecret: certificates}}");
    JsonNode set = chart.redis();

    assertThat(configuration("redis: {tls: {enabled: true, existingSecret: certificates}}"))
        .contains("port 0", "tls-port 6379", "tls-cluster yes", "tls-replication yes");
    for (String command : List.of("/readinessProbe", "/lifecycle/preStop")) {
      assertThat(texts(set.at(CONTAINER + command + "/exec/command")))
          .contains("--tls", "/etc/redis-tls/ca.crt");
    }
    for (JsonNode program : List.of(chart.controller(), chart.collector())) {
      assertThat(variable(program, "SLOTWRIGHT_REDIS_TLS").path("value").asText())
          .isEqualTo("true");
      assertThat(program.toString())
          .contains("{\"name\":\"authority\",\"secret\":{\"secretName\":\"certificates\"")
          .doesNotContain("tls.key");
    }
    assertThat(Rendering.of("").controller().toString()).doesNotContain("SLOTWRIGHT_REDIS_TLS");
  }

  @Test
  void clustersThatWereThereAlreadyMaySpeakTlsToo() {
    JsonNode controller =
        Rendering.of("redis: {enabled: false}\ntls: {enabled: true, authoritySecret: ca}")
            .controller();

    assertThat(
            variable(controller, "SLOTWRIGHT_REDIS_CERTIFICATE_AUTHORITY").path("value").asText())
        .isEqualTo("/etc/slotwright/authority/ca.crt");
    assertThat(controller.toString()).contains("\"secretName\":\"ca\"");
  }

  @Test
  void theProgramCanHaveAUserOfItsOwn() throws IOException {
    Rendering chart = Rendering.of("redis: {acl: {enabled: true, user: scaler}}");
    JsonNode secret = chart.one("Secret", SET + "-scaler");
    List<String> args = texts(chart.redis().at(CONTAINER + "/args"));

    assertThat(args.subList(args.indexOf("--user"), args.size()))
        .startsWith("--user", "scaler", "on", ">$(ACL_PASSWORD)", "~*", "-@all")
        .containsAll(documented());
    assertThat(documented()).containsAll(args.stream().filter(a -> a.startsWith("+")).toList());
    assertThat(secret.at("/data/username").asText()).isEqualTo("c2NhbGVy");
    assertThat(secret.path("immutable").asBoolean()).isTrue();
    assertThat(variable(chart.redis(), "ACL_PASSWORD").at("/valueFrom/secretKeyRef/name").asText())
        .isEqualTo(SET + "-scaler");
    assertThat(chart.collector().toString()).contains("\"secretName\":\"redis-cluster-scaler\"");
    assertThat(chart.one("ConfigMap", RELEASE + "-policies").toString())
        .contains("credentialsSecret: redis-cluster-scaler");
  }

  @Test
  void aDrainOfNodesTakesAsManyPodsAsIsAllowed() {
    for (String version : List.of("1.20.0", "1.27.0", "1.34.0")) {
      Rendering chart = Rendering.on(version, "redis: {maxUnavailable: 2}");
      String api = version.equals("1.20.0") ? "policy/v1beta1" : "policy/v1";

      assertThat(chart.all("PodDisruptionBudget"))
          .hasSize(2)
          .allSatisfy(found -> assertThat(found.path("apiVersion").asText()).isEqualTo(api));
      assertThat(chart.one("PodDisruptionBudget", SET).at("/spec/maxUnavailable").asInt())
          .isEqualTo(2);
      assertThat(chart.one("PodDisruptionBudget", RELEASE).at("/spec/maxUnavailable").asInt())
          .isEqualTo(1);
    }
    assertThat(Rendering.of("controller: {replicas: 1}").find("PodDisruptionBudget", RELEASE))
        .isEmpty();
  }

  /** The rights of an ACL user as the handbook lists them. */
  private static List<String> documented() throws IOException {
    List<String> rights = new ArrayList<>();
    String handbook = Files.readString(Path.of("docs/operations.md"));
    Pattern.compile("ACL SETUSER slotwright [^`]*")
        .matcher(handbook)
        .results()
        .forEach(
            command ->
                Pattern.compile("\\+\\S+")
                    .matcher(command.group())
                    .results()
                    .forEach(right -> rights.add(right.group())));
    assertThat(rights).hasSizeGreaterThan(20);
    // Redis older than 7.4 does not start with a right that it does not know.
    rights.remove("+hpexpiretime");
    return rights;
  }

  private static List<String> configuration(String values) {
    return Rendering.of(values)
        .one("ConfigMap", SET + "-config")
        .at("/data/redis.conf")
        .asText()
        .lines()
        .toList();
  }

  private static String script(String name) {
    return Rendering.of("").one("ConfigMap", SET + "-config").path("data").path(name).asText();
  }
}
