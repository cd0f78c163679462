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
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
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
      })
  void everythingRenderedHasANameOfItsOwn(String values) {
    List<JsonNode> objects = Rendering.of(values).objects();

    assertThat(objects)
        .allSatisfy(
            object -> {
              assertThat(object.path("apiVersion").asText()).isNotEmpty();
              assertThat(object.at("/metadata/name").asText()).isNotEmpty();
            });
    assertThat(objects.stream().map(o -> o.path("kind") + "/" + o.at("/metadata/name")))
        .doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "redis: {replica: 6}",
        "controler: {replicas: 1}",
        "redis: {antiAffinity: sometimes}",
        "redis: {shards: {min: 2}}",
        "collector: {interval: 5}",
      })
  void refusesValuesThatItDoesNotKnow(String values) {
    assertThatThrownBy(() -> Rendering.of(values))
        .isInstanceOf(RuntimeException.class)
        .hasMessageContaining("schema");
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
            "api: {tokenSecret: token}\nkafka: {properties: {sasl.mechanism: SCRAM-SHA-512}}");
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
    assertThat(DEFAULT.pods())
        .hasSize(3)
        .allSatisfy(
            pod -> {
              JsonNode all = pod.path("securityContext");
              JsonNode own = pod.at("/containers/0/securityContext");
              assertThat(all.path("runAsNonRoot").asBoolean()).isTrue();
              assertThat(all.path("runAsUser").asInt()).isPositive();
              assertThat(all.at("/seccompProfile/type").asText()).isEqualTo("RuntimeDefault");
              assertThat(own.path("allowPrivilegeEscalation").asBoolean(true)).isFalse();
              assertThat(own.path("readOnlyRootFilesystem").asBoolean()).isTrue();
              assertThat(texts(own.at("/capabilities/drop"))).containsExactly("ALL");
            });
  }

  @Test
  void theRoleAllowsWhatTheProgramDoesAndNothingElse() {
    Map<String, List<String>> rules =
        stream(DEFAULT.one("Role", RELEASE).path("rules"))
            .collect(
                Collectors.toMap(
                    rule -> rule.at("/resources/0").asText(), rule -> texts(rule.path("verbs"))));

    assertThat(rules)
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "statefulsets", List.of("get", "update"),
                "pods", List.of("list"),
                "persistentvolumeclaims", List.of("list", "delete"),
                "configmaps", List.of("get", "create", "update"),
                "leases", List.of("get", "create", "update"),
                "events", List.of("get", "create", "update"),
                "secrets", List.of("get")));
    assertThat(DEFAULT.all("ClusterRole")).hasSize(1);
    assertThat(Rendering.of("rbac: {readNodes: false}").objects())
        .noneMatch(object -> object.path("kind").asText().startsWith("ClusterRole"));
  }

  @Test
  void otherNamespacesGetARoleOfTheirOwn() {
    Rendering some = Rendering.of("rbac: {namespaces: [cache], secrets: [redis-auth]}");

    assertThat(some.all("Role").stream().map(role -> role.at("/metadata/namespace").asText()))
        .containsExactly(NAMESPACE, "cache");
    assertThat(some.all("RoleBinding"))
        .hasSize(2)
        .allSatisfy(
            binding ->
                assertThat(binding.at("/subjects/0/namespace").asText()).isEqualTo(NAMESPACE));
    assertThat(some.all("Role").toString()).contains("\"resourceNames\":[\"redis-auth\"]");
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
