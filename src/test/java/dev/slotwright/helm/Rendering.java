package dev.slotwright.helm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.marcnuri.helm.Helm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** What {@code helm template} makes of the chart. */
record Rendering(List<JsonNode> objects) {
  static final Path CHART = Path.of("helm/slotwright");
  static final String RELEASE = "scaler";
  static final String NAMESPACE = "shop";
  static final String SET = "redis-cluster";

  /** Every switch that can be on together with all others. */
  static final String EVERYTHING =
      """
      api: {tokenSecret: token}
      policies:
        git: {enabled: true, repository: "https://git.example.org/p", path: redis, sshSecret: deploy-key, existingSecret: login}
      networkPolicy: {enabled: true, egress: [{ports: [{port: 443}]}]}
      monitoring: {serviceMonitor: {enabled: true, labels: {release: p}}, rules: {enabled: true}}
      dashboards: {enabled: true, annotations: {folder: Redis}}
      admissionPolicy: {users: [admin], statefulSets: [cache/other]}
      rbac: {namespaces: [cache]}
      redis:
        acl: {enabled: true}
        tls: {enabled: true, existingSecret: certificates}
        antiAffinity: required
        zoneSpread: required
        priorityClassName: high
      """;

  private static final String VERSION = "1.27.0";
  private static final YAMLMapper YAML = new YAMLMapper();

  /**
   * @param values YAML on top of the chart's own; empty for none
   * @throws IllegalStateException when Helm refuses
   */
  static Rendering of(String values) {
    return of(RELEASE, values);
  }

  static Rendering of(String release, String values) {
    return template(CHART, release, VERSION, values);
  }

  /**
   * @param kubernetes version of the cluster, such as 1.34.0
   */
  static Rendering on(String kubernetes, String values) {
    return template(CHART, RELEASE, kubernetes, values);
  }

  /**
   * With the objects of {@code helm test}, which Helm otherwise keeps apart.
   *
   * @param chart a copy of the chart, which is changed
   */
  static Rendering withHooks(Path chart, String values) {
    try (Stream<Path> files = Files.walk(chart.resolve("templates"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.writeString(file, Files.readString(file).replace("helm.sh/hook: test", "kept: here"));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return template(chart, RELEASE, VERSION, values);
  }

  /**
   * @param chart a directory, or an archive that {@code helm package} wrote
   */
  static Rendering template(Path chart, String release, String kubernetes, String values) {
    try {
      Path file = Files.createTempFile("values", ".yaml");
      try {
        Files.writeString(file, values);
        String text =
            new Helm(chart)
                .template()
                .withName(release)
                .withNamespace(NAMESPACE)
                .withKubeVersion(kubernetes)
                .withValuesFile(file)
                .call();
        return parse(text);
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Rendering parse(String text) throws IOException {
    try (MappingIterator<JsonNode> documents = YAML.readerFor(JsonNode.class).readValues(text)) {
      return new Rendering(documents.readAll().stream().filter(JsonNode::isObject).toList());
    }
  }

  List<JsonNode> all(String kind) {
    return objects.stream().filter(object -> object.path("kind").asText().equals(kind)).toList();
  }

  Optional<JsonNode> find(String kind, String name) {
    return all(kind).stream()
        .filter(object -> object.at("/metadata/name").asText().equals(name))
        .findFirst();
  }

  JsonNode one(String kind, String name) {
    assertThat(find(kind, name)).as(kind + " " + name).isPresent();
    return find(kind, name).orElseThrow();
  }

  JsonNode redis() {
    return one("StatefulSet", SET);
  }

  JsonNode controller() {
    return one("Deployment", RELEASE);
  }

  JsonNode collector() {
    return one("Deployment", RELEASE + "-collector");
  }

  /** The pod templates of all workloads. */
  List<JsonNode> pods() {
    return Stream.concat(all("Deployment").stream(), all("StatefulSet").stream())
        .map(workload -> workload.at("/spec/template/spec"))
        .toList();
  }

  List<JsonNode> containers() {
    return pods().stream().map(pod -> pod.at("/containers/0")).toList();
  }

  /** The variable of the first container, its value or its source. */
  static JsonNode variable(JsonNode workload, String name) {
    return stream(workload.at("/spec/template/spec/containers/0/env"))
        .filter(variable -> variable.path("name").asText().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no variable " + name));
  }

  static List<String> texts(JsonNode array) {
    return stream(array).map(JsonNode::asText).toList();
  }

  static Stream<JsonNode> stream(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false);
  }
}
