package dev.slotwright.helm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The values, their schema, and the table of both in the README. */
class ValuesTest {
  private static final JsonNode SCHEMA = read("values.schema.json", new ObjectMapper());
  private static final JsonNode VALUES = read("values.yaml", new YAMLMapper());

  @Test
  void theSchemaKnowsEveryValueAndNoOther() {
    for (Map.Entry<String, JsonNode> branch : branches("", SCHEMA, VALUES)) {
      List<String> described = names(branch.getValue().path("properties"));
      described.remove("global");

      assertThat(names(at(branch.getKey()))).as(branch.getKey()).hasSameElementsAs(described);
      assertThat(branch.getValue().path("additionalProperties").asBoolean(true))
          .as("closed: " + branch.getKey())
          .isFalse();
    }
  }

  @Test
  void theReadmeHasEveryValueWithItsDefault() throws IOException {
    List<String> rows = new ArrayList<>();
    for (Map.Entry<String, JsonNode> branch : branches("", SCHEMA, VALUES)) {
      branch.getValue().path("properties").properties().stream()
          .filter(entry -> !entry.getValue().has("properties") && !entry.getKey().equals("global"))
          .forEach(entry -> rows.add(row(branch.getKey(), entry.getKey(), entry.getValue())));
    }
    List<String> readme = Files.readAllLines(Rendering.CHART.resolve("README.md"));

    assertThat(rows).hasSizeGreaterThan(100);
    assertThat(readme.stream().filter(line -> line.startsWith("| `")).filter(ValuesTest::isValue))
        .as("rows of the table of values; each is made of values.yaml and values.schema.json")
        .containsExactlyInAnyOrderElementsOf(rows);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "redis: {replica: 6} | at '/redis': additional properties 'replica' not allowed",
        "controler: {replicas: 1} | additional properties 'controler' not allowed",
        "redis: {antiAffinity: sometimes} | '/redis/antiAffinity': value must be one of",
        "redis: {zoneSpread: yes} | '/redis/zoneSpread': value must be one of",
        "redis: {shards: {min: 2}} | '/redis/shards/min': minimum: got 2, want 3",
        "redis: {stop: {shutdown: 0}} | '/redis/stop/shutdown': minimum: got 0, want 5",
        "redis: {maxmemory: 1Gi} | '/redis/maxmemory': '1Gi' does not match pattern",
        "redis: {maxmemoryPercent: 95} | '/redis/maxmemoryPercent': maximum: got 95, want 90",
        "redis: {tls: true} | '/redis/tls': got boolean, want object",
        "collector: {interval: 5} | '/collector/interval': got number, want string",
        "admissionPolicy: {statefulSets: [redis]} | '/admissionPolicy/statefulSets/0': 'redis' does",
        "networkPolicy: {clients: {}} | '/networkPolicy/clients': got object, want array",
        "policies: {git: {url: x}} | '/policies/git': additional properties 'url' not allowed",
        "serviceAccount: {name: Big_Name} | '/serviceAccount/name': 'Big_Name' does not match",
      })
  void aRefusalNamesTheValue(String values, String message) {
    assertThatThrownBy(() -> Rendering.of(values))
        .hasMessageContaining("don't meet the specifications of the schema")
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "redis: {maxmemory: 2gb} | redis.maxmemory: 2gb is more than the limit of the container, 1Gi",
        "redis: {resources: {limits: null}} | redis.maxmemory: write it, or redis.resources.limits",
        "redis: {resources: {limits: {memory: 1Pi}}} | not a quantity that maxmemory is derived from",
        "redis: {tls: {enabled: true}} | redis.tls.existingSecret: a Secret with tls.crt, tls.key",
        "{redis: {enabled: false}, tls: {enabled: true}} | tls.authoritySecret: a Secret with ca.crt",
        "policies: {git: {enabled: true}} | policies.git.repository: the address that git clone takes",
        "policies: {existingConfigMap: a, git: {enabled: true, repository: b}} | policies: name one of",
      })
  void whatDoesNotFitTogetherIsRefused(String values, String message) {
    assertThatThrownBy(() -> Rendering.of(values)).hasMessageContaining(message);
  }

  private static boolean isValue(String line) {
    return names(VALUES).stream().anyMatch(name -> line.matches("\\| `" + name + "[.`].*"));
  }

  private static String row(String branch, String name, JsonNode schema) {
    String path = branch.isEmpty() ? name : branch + "." + name;
    return "| `%s` | `%s` | %s |"
        .formatted(
            path,
            at(path).toString().replace("|", "\\|"),
            schema.path("description").asText("no description in values.schema.json"));
  }

  /** The schema's objects with members of their own, by path. */
  private static List<Map.Entry<String, JsonNode>> branches(
      String path, JsonNode schema, JsonNode values) {
    List<Map.Entry<String, JsonNode>> found = new ArrayList<>();
    found.add(Map.entry(path, schema));
    schema.path("properties").properties().stream()
        .filter(entry -> entry.getValue().has("properties"))
        .forEach(
            entry ->
                found.addAll(
                    branches(
                        path.isEmpty() ? entry.getKey() : path + "." + entry.getKey(),
                        entry.getValue(),
                        values.path(entry.getKey()))));
    return found;
  }

  private static JsonNode at(String path) {
    return path.isEmpty() ? VALUES : VALUES.at("/" + path.replace('.', '/'));
  }

  private static List<String> names(JsonNode object) {
    return object.properties().stream().map(Map.Entry::getKey).collect(Collectors.toList());
  }

  private static JsonNode read(String file, ObjectMapper mapper) {
    try {
      return mapper.readTree(Rendering.CHART.resolve(file).toFile());
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
