package dev.slotwright.helm;

import static dev.slotwright.helm.Rendering.NAMESPACE;
import static dev.slotwright.helm.Rendering.RELEASE;
import static dev.slotwright.helm.Rendering.stream;
import static dev.slotwright.helm.Rendering.texts;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The rights of the controller: those that its calls need, where it needs them. */
class RoleTest {
  private static final Path ADAPTER = Path.of("src/main/java/dev/slotwright/kubernetes");

  /** {@code call("get", RESOURCE, ...}; the verb may be one of two, the resource a constant. */
  private static final Pattern CALL =
      Pattern.compile("\\.call\\(\\s*([^,;]+?),\\s*([A-Z_]+|\"[a-z.]+\"),");

  private static final Pattern CONSTANT = Pattern.compile("String ([A-Z_]+) = (\"[a-z.0-9]+\")");
  private static final Pattern QUOTED = Pattern.compile("\"([a-z.0-9]+)\"");

  @Test
  void rolesAllowWhatTheAdapterCallsAndNothingElse() throws IOException {
    Map<String, Set<String>> called = calls();
    Set<String> nodes = called.remove("nodes");
    Rendering chart = Rendering.of("");

    assertThat(called).containsKeys("statefulsets", "pods", "leases", "configmaps", "secrets");
    assertThat(verbs(chart.one("Role", RELEASE))).isEqualTo(called);
    assertThat(verbs(chart.one("ClusterRole", NAMESPACE + "-" + RELEASE + "-nodes")))
        .isEqualTo(Map.of("nodes", nodes));
  }

  @Test
  void rightsBeyondTheNamespaceCanBeLeftOut() {
    assertThat(Rendering.of("rbac: {readNodes: false}").objects())
        .noneMatch(object -> object.path("kind").asText().startsWith("ClusterRole"));
    assertThat(Rendering.of("rbac: {create: false}").objects())
        .noneMatch(object -> object.path("kind").asText().contains("Role"));
  }

  @Test
  void otherNamespacesGetARoleOfTheirOwn() {
    Rendering some = Rendering.of("rbac: {namespaces: [cache, shop]}");

    assertThat(some.all("Role").stream().map(role -> role.at("/metadata/namespace").asText()))
        .containsExactly(NAMESPACE, "cache");
    assertThat(some.all("RoleBinding"))
        .hasSize(2)
        .allSatisfy(
            binding ->
                assertThat(binding.at("/subjects/0/namespace").asText()).isEqualTo(NAMESPACE));
  }

  @Test
  void onlySecretsThatPoliciesMayNameAreRead() {
    assertThat(secrets("")).containsExactly("redis-cluster");
    assertThat(secrets("redis: {existingSecret: mine}")).containsExactly("mine");
    assertThat(secrets("redis: {acl: {enabled: true}}"))
        .containsExactly("redis-cluster-slotwright");
    assertThat(secrets("rbac: {secrets: [redis-auth]}"))
        .containsExactly("redis-auth", "redis-cluster");
    assertThat(secrets("redis: {enabled: false}\nrbac: {secrets: [redis-auth]}"))
        .containsExactly("redis-auth");
    // A policy of somebody else may name any Secret.
    assertThat(secrets("policies: {existingConfigMap: git}")).isEmpty();
  }

  @Test
  void theAccountCanBeSomebodyElses() {
    Rendering other = Rendering.of("serviceAccount: {create: false, name: scaling}");
    Rendering annotated = Rendering.of("serviceAccount: {annotations: {team: core}}");

    assertThat(other.all("ServiceAccount")).isEmpty();
    assertThat(other.controller().at("/spec/template/spec/serviceAccountName").asText())
        .isEqualTo("scaling");
    assertThat(
            Stream.concat(
                other.all("RoleBinding").stream(), other.all("ClusterRoleBinding").stream()))
        .hasSize(2)
        .allSatisfy(
            binding -> assertThat(binding.at("/subjects/0/name").asText()).isEqualTo("scaling"));
    assertThat(annotated.one("ServiceAccount", RELEASE).at("/metadata/annotations/team").asText())
        .isEqualTo("core");
  }

  private static List<String> secrets(String values) {
    return stream(Rendering.of(values).one("Role", RELEASE).path("rules"))
        .filter(rule -> texts(rule.path("resources")).contains("secrets"))
        .flatMap(rule -> texts(rule.path("resourceNames")).stream())
        .toList();
  }

  private static Map<String, Set<String>> verbs(JsonNode role) {
    Map<String, Set<String>> verbs = new HashMap<>();
    stream(role.path("rules"))
        .forEach(
            rule ->
                texts(rule.path("resources"))
                    .forEach(of -> verbs.put(of, new TreeSet<>(texts(rule.path("verbs"))))));
    return verbs;
  }

  /** Verbs by resource, as the adapter's sources name them to its API. */
  private static Map<String, Set<String>> calls() throws IOException {
    Map<String, Set<String>> calls = new HashMap<>();
    try (Stream<Path> files = Files.list(ADAPTER)) {
      for (Path file : files.toList()) {
        String source = Files.readString(file);
        Map<String, String> constants = new HashMap<>();
        CONSTANT.matcher(source).results().forEach(c -> constants.put(c.group(1), c.group(2)));
        for (MatchResult call : CALL.matcher(source).results().toList()) {
          String resource = constants.getOrDefault(call.group(2), call.group(2));
          Set<String> verbs =
              calls.computeIfAbsent(
                  resource.replace("\"", "").replaceFirst("\\..*", ""), r -> new TreeSet<>());
          QUOTED.matcher(call.group(1)).results().forEach(verb -> verbs.add(verb.group(1)));
        }
      }
    }
    return calls;
  }
}
