package dev.slotwright.helm;

import static dev.slotwright.helm.Rendering.RELEASE;
import static dev.slotwright.helm.Rendering.SET;
import static dev.slotwright.helm.Rendering.stream;
import static dev.slotwright.helm.Rendering.texts;
import static dev.slotwright.helm.Rendering.variable;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.marcnuri.helm.Helm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the chart installs around the program: network, monitoring, dashboards, Git, its test. */
class AroundTest {
  private static final Path DASHBOARDS = Path.of("dashboards");
  private static final Pattern METRIC = Pattern.compile("slotwright_[a-z_]+");

  @Test
  void everythingAroundIsOffUntilSomebodyWantsIt() {
    assertThat(Rendering.of("").objects().stream().map(object -> object.path("kind").asText()))
        .doesNotContain("NetworkPolicy", "ServiceMonitor", "PrometheusRule");
    assertThat(Rendering.of("").find("ConfigMap", RELEASE + "-dashboards")).isEmpty();
  }

  @Test
  void dashboardsAreThoseOfTheRepository(@TempDir Path directory) throws IOException {
    String values = "dashboards: {enabled: true, label: board, annotations: {folder: Redis}}";
    new Helm(Rendering.CHART).packageIt().withDestination(directory).call();
    Path archive = directory.resolve("slotwright-0.1.0.tgz");

    for (Rendering chart :
        List.of(Rendering.of(values), Rendering.template(archive, RELEASE, "1.27.0", values))) {
      JsonNode map = chart.one("ConfigMap", RELEASE + "-dashboards");
      assertThat(map.at("/metadata/labels/board").asText()).isEqualTo("1");
      assertThat(map.at("/metadata/annotations/folder").asText()).isEqualTo("Redis");
      try (Stream<Path> files = Files.list(DASHBOARDS)) {
        List<Path> boards = files.toList();
        assertThat(map.path("data")).hasSize(boards.size());
        for (Path board : boards) {
          assertThat(map.path("data").path(board.getFileName().toString()).asText())
              .isEqualTo(Files.readString(board));
        }
      }
    }
  }

  @Test
  void theMonitorFindsTheControllersAlone() {
    Rendering chart =
        Rendering.of("monitoring: {serviceMonitor: {enabled: true, labels: {release: mine}}}");
    JsonNode monitor = chart.one("ServiceMonitor", RELEASE);
    JsonNode selector = monitor.at("/spec/selector/matchLabels");

    assertThat(monitor.at("/metadata/labels/release").asText()).isEqualTo("mine");
    assertThat(monitor.at("/spec/endpoints/0/path").asText()).isEqualTo("/q/metrics");
    assertThat(chart.all("Service"))
        .filteredOn(
            service ->
                selector.properties().stream()
                    .allMatch(
                        l -> service.at("/metadata/labels").path(l.getKey()).equals(l.getValue())))
        .extracting(service -> service.at("/metadata/name").asText())
        .containsExactly(RELEASE);
    assertThat(chart.controller().toString()).doesNotContain("prometheus.io");
    assertThat(Rendering.of("").controller().toString()).contains("prometheus.io/scrape");
  }

  @Test
  void alertsAskForMetricsThatThereAreAndTheHandbookKnowsThemAll() throws IOException {
    Rendering chart = Rendering.of("monitoring: {rules: {enabled: true, labels: {role: alert}}}");
    JsonNode rule = chart.one("PrometheusRule", RELEASE);
    List<JsonNode> alerts = stream(rule.at("/spec/groups/0/rules")).toList();
    Set<String> shown = metrics(Files.readString(DASHBOARDS.resolve("slotwright.json")));
    String handbook = Files.readString(Path.of("docs/operations.md"));

    assertThat(rule.at("/metadata/labels/role").asText()).isEqualTo("alert");
    assertThat(alerts).hasSizeGreaterThan(10);
    for (JsonNode alert : alerts) {
      Set<String> asked = metrics(alert.path("expr").asText());
      assertThat(asked).as(alert.path("alert").asText()).isNotEmpty();
      assertThat(shown).as(alert.path("alert").asText()).containsAll(asked);
      assertThat(alert.at("/labels/severity").asText()).isIn("critical", "warning", "info");
      assertThat(alert.at("/annotations/description").asText()).isNotEmpty();
      assertThat(handbook).contains("| `" + alert.path("alert").asText() + "` |");
    }
  }

  @Test
  void redisTalksToItselfToTheProgramAndToItsClients() {
    Rendering chart =
        Rendering.of(
            "networkPolicy: {enabled: true, clients: [{podSelector: {matchLabels: {app: web}}}]}");
    JsonNode redis = chart.one("NetworkPolicy", SET).path("spec");
    JsonNode bus = redis.at("/ingress/0");

    assertThat(redis.at("/podSelector/matchLabels"))
        .isEqualTo(chart.redis().at("/spec/selector/matchLabels"));
    assertThat(bus.at("/from/0/podSelector/matchLabels"))
        .isEqualTo(chart.redis().at("/spec/selector/matchLabels"));
    assertThat(stream(bus.path("ports")).map(port -> port.path("port").asText()))
        .containsExactly("redis", "bus");
    assertThat(redis.at("/ingress/1/from/0/podSelector/matchLabels").properties())
        .isSubsetOf(chart.controller().at("/spec/template/metadata/labels").properties())
        .isSubsetOf(chart.collector().at("/spec/template/metadata/labels").properties());
    assertThat(redis.at("/ingress/2/from/0/podSelector/matchLabels/app").asText()).isEqualTo("web");
    assertThat(texts(chart.one("NetworkPolicy", RELEASE).at("/spec/policyTypes")))
        .containsExactly("Ingress");
  }

  @Test
  void whereTheProgramMayGoIsSaidOnlyWhenAsked() {
    JsonNode spec =
        Rendering.of("networkPolicy: {enabled: true, egress: [{ports: [{port: 9092}]}]}")
            .one("NetworkPolicy", RELEASE)
            .path("spec");

    assertThat(texts(spec.path("policyTypes"))).containsExactly("Ingress", "Egress");
    assertThat(
            stream(spec.path("egress"))
                .map(rule -> rule.at("/ports/0/port").asText())
                .collect(Collectors.toList()))
        .containsExactly("53", "redis", "9092");
  }

  @Test
  void policiesCanComeFromARepository() {
    Rendering chart =
        Rendering.of(
            "policies: {git: {enabled: true, repository: 'ssh://git.example.org/p.git',"
                + " ref: live, path: ./redis/shop/, sshSecret: deploy-key, existingSecret: login}}");
    JsonNode pod = chart.controller().at("/spec/template/spec");

    assertThat(chart.find("ConfigMap", RELEASE + "-policies")).isEmpty();
    assertThat(variable(chart.controller(), "SLOTWRIGHT_POLICIES_DIRECTORY").path("value").asText())
        .isEqualTo("/etc/slotwright/policies/current/redis/shop");
    assertThat(texts(pod.at("/initContainers/0/args")))
        .containsSubsequence("--repo", "ssh://git.example.org/p.git", "--ref", "live")
        .endsWith("--one-time");
    assertThat(texts(pod.at("/containers/1/args"))).endsWith("--period", "30s");
    assertThat(pod.at("/containers/1/envFrom/0/secretRef/name").asText()).isEqualTo("login");
    assertThat(pod.at("/volumes").toString())
        .contains("{\"name\":\"policies\",\"emptyDir\":{}}", "deploy-key");
  }

  @Test
  void theTestChecksPoliciesAndCluster(@TempDir Path directory) throws Exception {
    JsonNode pod = hook(directory.resolve("a"), "redis: {acl: {enabled: true}}");
    JsonNode files =
        hook(
            directory.resolve("b"),
            "redis: {enabled: false}\npolicies: {files: {b.yaml: later, a.yaml: first}}");

    assertThat(texts(pod.at("/spec/containers/0/args")))
        .containsExactly("policy", "check", "/etc/slotwright/policies/memory.yaml");
    assertThat(texts(pod.at("/spec/containers/1/args")))
        .containsExactly(
            "cluster",
            "check",
            "--seed",
            "redis-cluster:6379",
            "--password-file",
            "/etc/slotwright/auth/password",
            "--user",
            "slotwright");
    assertThat(pod.at("/spec/activeDeadlineSeconds").asInt()).isPositive();
    assertThat(texts(files.at("/spec/containers/0/args")))
        .endsWith("/etc/slotwright/policies/a.yaml", "/etc/slotwright/policies/b.yaml");
    assertThat(files.at("/spec/containers")).hasSize(1);
  }

  private static JsonNode hook(Path chart, String values) throws Exception {
    return Rendering.withHooks(KnownFieldsTest.copy(chart), values).one("Pod", RELEASE + "-test");
  }

  private static Set<String> metrics(String text) {
    return METRIC
        .matcher(text)
        .results()
        .map(MatchResult::group)
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
