package dev.slotwright.helm;

import static dev.slotwright.helm.Rendering.NAMESPACE;
import static dev.slotwright.helm.Rendering.RELEASE;
import static dev.slotwright.helm.Rendering.SET;
import static dev.slotwright.helm.Rendering.stream;
import static dev.slotwright.helm.Rendering.texts;
import static dev.slotwright.helm.Rendering.variable;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import dev.slotwright.config.PolicyFile;
import dev.slotwright.policy.Mode;
import dev.slotwright.policy.Policy;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChartTest {
  private static final Rendering DEFAULT = Rendering.of("");

  @Test
  void lintFindsNothing() {
    LintResult result = new Helm(Rendering.CHART).lint().strict().call();

    assertThat(result.isFailed()).as(String.join("\n", result.getMessages())).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "redis: {enabled: false}",
        "redis: {enabled: false}\ncollector: {cluster: sessions, seeds: ['a:6379', 'b:6379']}",
        "redis: {existingSecret: mine}\npolicies: {existingConfigMap: from-git}",
        "redis: {antiAffinity: required, nodeSelector: {disk: fast}, tolerations: [{key: redis}]}",
        "redis: {antiAffinity: none, command: valkey-server, storage: {className: ssd}}",
        "imagePullSecrets: [{name: pull}]\napi: {tokenSecret: token}\nrbac: {readNodes: false}",
        "kafka: {existingSecret: kafka-login, properties: {security.protocol: SASL_SSL}}",
        "podSecurityContext: {runAsUser: null, runAsGroup: null}",
        Rendering.EVERYTHING,
      })
  void everythingRenderedHasANameOfItsOwn(String values) {
    for (String version : List.of("1.20.0", "1.27.0", "1.34.0")) {
      List<JsonNode> objects = Rendering.on(version, values).objects();

      assertThat(objects)
          .allSatisfy(
              object -> {
                assertThat(object.path("apiVersion").asText()).isNotEmpty();
                assertThat(object.at("/metadata/name").asText()).isNotEmpty();
              });
      assertThat(objects.stream().map(ChartTest::identity)).doesNotHaveDuplicates();
    }
  }

  @Test
  void refusesANameThatTwoServicesWouldHave() {
    assertThatThrownBy(() -> Rendering.of(SET, ""))
        .hasMessageContaining("redis.statefulSet must differ from the release's name");
  }

  @Test
  void nothingButTheControllerSaysHowManyRedisPodsThereAre() {
    JsonNode spec = DEFAULT.redis().path("spec");

    assertThat(spec.has("replicas")).isFalse();
    assertThat(spec.path("podManagementPolicy").asText()).isEqualTo("Parallel");
    assertThat(spec.at("/updateStrategy/type").asText()).isEqualTo("OnDelete");
    assertThat(DEFAULT.redis().at("/spec/template/metadata/annotations").isMissingNode()).isTrue();
  }

  @Test
  void aChangeOfPoliciesDoesNotRestartTheController() {
    Rendering other = Rendering.of("redis: {shards: {max: 9}}");

    assertThat(other.one("ConfigMap", RELEASE + "-policies"))
        .isNotEqualTo(DEFAULT.one("ConfigMap", RELEASE + "-policies"));
    assertThat(other.controller()).isEqualTo(DEFAULT.controller());
    assertThat(DEFAULT.controller().toString()).doesNotContain("subPath", "checksum");
  }

  @Test
  void thePolicyIsOneThatTheProgramTakes() {
    String text = DEFAULT.one("ConfigMap", RELEASE + "-policies").at("/data/memory.yaml").asText();

    Policy policy = valid(text);

    assertThat(policy.mode()).isEqualTo(Mode.ENFORCE);
    assertThat(policy.cluster().name()).isEqualTo("redis");
    assertThat(policy.cluster().namespace()).isEqualTo(NAMESPACE);
    assertThat(policy.cluster().statefulSet()).isEqualTo(SET);
    assertThat(policy.cluster().credentialsSecret()).contains(SET);
    assertThat(policy.bounds().minShards()).isEqualTo(3);
    assertThat(policy.bounds().replicasPerShard()).isEqualTo(1);
    assertThat(variable(DEFAULT.collector(), "SLOTWRIGHT_COLLECT_CLUSTER").path("value").asText())
        .isEqualTo(policy.cluster().name());
  }

  @Test
  void policyFilesOfTheUserAreTakenAsTheyAre() {
    String mine = DEFAULT.one("ConfigMap", RELEASE + "-policies").at("/data/memory.yaml").asText();
    String values =
        "policies:\n  files:\n    mine.yaml: |\n"
            + mine.lines().map(l -> "      " + l + "\n").collect(Collectors.joining());

    JsonNode data = Rendering.of(values).one("ConfigMap", RELEASE + "-policies").path("data");

    assertThat(data.size()).isEqualTo(1);
    assertThat(data.path("mine.yaml").asText()).isEqualTo(mine);
  }

  @Test
  void everyVariableIsOneThatTheProgramKnows() {
    Rendering full =
        Rendering.of(
            Rendering.EVERYTHING + "\nkafka: {properties: {sasl.mechanism: SCRAM-SHA-512}}");
    Set<String> known = ConfigurationKeys.variables();

    for (JsonNode workload : List.of(full.controller(), full.collector())) {
      List<String> names =
          stream(workload.at("/spec/template/spec/containers/0/env"))
              .map(variable -> variable.path("name").asText())
              .filter(name -> !name.startsWith("KAFKA_") && !name.equals("JAVA_TOOL_OPTIONS"))
              .toList();
      assertThat(names).isNotEmpty().doesNotHaveDuplicates().isSubsetOf(known);
      assertThat(variable(workload, "KAFKA_SASL_MECHANISM").path("value").asText())
          .isEqualTo("SCRAM-SHA-512");
    }
  }

  @Test
  void servicesOfTheNamespaceDoNotBecomeConfiguration() {
    assertThat(DEFAULT.pods())
        .allSatisfy(pod -> assertThat(pod.path("enableServiceLinks").asBoolean(true)).isFalse());
  }

  @Test
  void imagesNameNoRegistry() {
    assertThat(DEFAULT.containers().stream().map(container -> container.path("image").asText()))
        .hasSize(3)
        .allSatisfy(
            image -> assertThat(image).matches("[a-z0-9-]+(/[a-z0-9._-]+)*:[A-Za-z0-9._-]+"));
  }

  @Test
  void podsFitTheRestrictedSecurityStandard() {
    assertThat(Rendering.of(Rendering.EVERYTHING).pods())
        .hasSize(3)
        .allSatisfy(
            pod -> {
              JsonNode all = pod.path("securityContext");
              assertThat(all.path("runAsNonRoot").asBoolean()).isTrue();
              assertThat(all.path("runAsUser").asInt()).isPositive();
              assertThat(all.at("/seccompProfile/type").asText()).isEqualTo("RuntimeDefault");
              assertThat(
                      Stream.concat(
                          stream(pod.path("initContainers")), stream(pod.path("containers"))))
                  .allSatisfy(ChartTest::assertRestricted);
            });
  }

  private static String identity(JsonNode object) {
    JsonNode metadata = object.path("metadata");
    return object.path("kind") + "/" + metadata.path("namespace") + "/" + metadata.path("name");
  }

  private static void assertRestricted(JsonNode container) {
    JsonNode own = container.path("securityContext");
    assertThat(own.path("allowPrivilegeEscalation").asBoolean(true)).isFalse();
    assertThat(own.path("readOnlyRootFilesystem").asBoolean()).isTrue();
    assertThat(texts(own.at("/capabilities/drop"))).containsExactly("ALL");
  }

  private static Policy valid(String text) {
    PolicyFile.Reading reading =
        new PolicyFile().read("memory.yaml", text.getBytes(StandardCharsets.UTF_8));
    Function<PolicyFile.Reading, String> problems =
        read -> read instanceof PolicyFile.Reading.Invalid no ? no.problems().toString() : "";
    assertThat(reading).as(problems.apply(reading)).isInstanceOf(PolicyFile.Reading.Valid.class);
    return ((PolicyFile.Reading.Valid) reading).policy();
  }
}
