package dev.slotwright.helm;

import static dev.slotwright.helm.Rendering.RELEASE;
import static dev.slotwright.helm.Rendering.texts;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nobody but the controller makes a StatefulSet smaller. */
class GuardTest {
  private static final String POLICY = "ValidatingAdmissionPolicy";
  private static final String BINDING = "ValidatingAdmissionPolicyBinding";
  private static final String NAME = "shop-" + RELEASE + "-replicas";

  @ParameterizedTest
  @ValueSource(
      strings = {"", "redis: {acl: {enabled: true}}", "policies: {existingConfigMap: git}"})
  void theNumberOfPodsIsInNoManifest(String values) {
    for (String version : List.of("1.20.0", "1.27.0", "1.34.0")) {
      assertThat(Rendering.on(version, values).redis().path("spec").has("replicas")).isFalse();
    }
  }

  @Test
  void isLeftOutWhereTheClusterLacksItOrNobodyWantsIt() {
    for (String version : List.of("1.20.0", "1.27.0", "1.29.9")) {
      assertThat(Rendering.on(version, "").all(POLICY)).as(version).isEmpty();
      assertThat(Rendering.on(version, "").all(BINDING)).as(version).isEmpty();
    }
    assertThat(Rendering.on("1.34.0", "admissionPolicy: {enabled: false}").all(POLICY)).isEmpty();
    assertThat(Rendering.on("1.34.0", "redis: {enabled: false}").all(POLICY)).isEmpty();
    for (String version : List.of("1.30.0", "1.30.2-gke.100", "1.34.0")) {
      assertThat(Rendering.on(version, "").one(POLICY, NAME).path("apiVersion").asText())
          .as(version)
          .isEqualTo("admissionregistration.k8s.io/v1");
    }
  }

  @Test
  void concernsTheSetAndItsScale() {
    JsonNode spec = Rendering.on("1.34.0", "").one(POLICY, NAME).path("spec");
    JsonNode rule = spec.at("/matchConstraints/resourceRules/0");

    assertThat(spec.path("failurePolicy").asText()).isEqualTo("Fail");
    assertThat(texts(rule.path("resources"))).containsExactly("statefulsets", "statefulsets/scale");
    assertThat(texts(rule.path("operations"))).containsExactly("UPDATE");
    assertThat(texts(rule.path("resourceNames"))).containsExactly("redis-cluster");
    assertThat(spec.at("/matchConditions/0/expression").asText())
        .isEqualTo("(request.namespace + \"/\" + request.name) in [\"shop/redis-cluster\"]");
    assertThat(spec.at("/validations/0/expression").asText())
        .isEqualTo("variables.after >= variables.before");
  }

  @Test
  void theControllersAccountAndThoseNamedAreExcepted() {
    Rendering named =
        Rendering.on(
            "1.34.0", "serviceAccount: {name: scaling}\nadmissionPolicy: {users: [admin@shop]}");

    assertThat(exception(Rendering.on("1.34.0", "")))
        .isEqualTo("!(request.userInfo.username in [\"system:serviceaccount:shop:scaler\"])");
    assertThat(exception(named))
        .isEqualTo(
            "!(request.userInfo.username in"
                + " [\"system:serviceaccount:shop:scaling\",\"admin@shop\"])");
  }

  @Test
  void guardsSetsThatWereThereAlready() {
    Rendering adopted =
        Rendering.on(
            "1.34.0",
            "redis: {enabled: false}\nadmissionPolicy: {statefulSets: [cache/a, shop/b, cache/c]}");
    JsonNode spec = adopted.one(POLICY, NAME).path("spec");
    JsonNode binding = adopted.one(BINDING, NAME).path("spec");

    assertThat(spec.at("/matchConditions/0/expression").asText())
        .endsWith("in [\"cache/a\",\"shop/b\",\"cache/c\"]");
    assertThat(texts(spec.at("/matchConstraints/resourceRules/0/resourceNames")))
        .containsExactly("a", "b", "c");
    assertThat(binding.path("policyName").asText()).isEqualTo(NAME);
    assertThat(texts(binding.path("validationActions"))).containsExactly("Deny");
    assertThat(texts(binding.at("/matchResources/namespaceSelector/matchExpressions/0/values")))
        .containsExactly("cache", "shop");
  }

  private static String exception(Rendering rendering) {
    return rendering.one(POLICY, NAME).at("/spec/matchConditions/1/expression").asText();
  }
}
