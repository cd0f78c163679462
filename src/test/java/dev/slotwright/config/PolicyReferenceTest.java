package dev.slotwright.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The schema describes itself, and the docs say what the schema says. */
class PolicyReferenceTest {
  private static final Path DOCS = Path.of("docs/policies.md");
  private static final Path SCHEMA = Path.of("policies/schema/scaling-policy.v1.json");
  private static final Pattern ROW = Pattern.compile("(?m)^\\| `.*\\|$");
  private static final Pattern SAMPLE = Pattern.compile("(?s)```yaml\\n(apiVersion:.*?)```");

  @Test
  void everyFieldIsClosedAndDescribed() throws IOException {
    List<String> wrong = new ArrayList<>();
    inspect("", schema(), wrong);
    assertThat(wrong).isEmpty();
  }

  @Test
  void theTableInTheDocsSaysWhatTheSchemaSays() throws IOException {
    List<String> rows = new ArrayList<>();
    rows(schema(), "", rows);
    Matcher written = ROW.matcher(Files.readString(DOCS));
    assertThat(written.results().map(row -> row.group()))
        .as("rows of %s; from the schema they are:%n%s", DOCS, String.join("\n", rows))
        .containsExactlyElementsOf(rows);
  }

  @Test
  void everyWholePolicyInTheDocsIsGood() throws IOException {
    Matcher samples = SAMPLE.matcher(Files.readString(DOCS));
    int found = 0;
    while (samples.find()) {
      byte[] text = samples.group(1).getBytes(StandardCharsets.UTF_8);
      assertThat(new PolicyFile().read("docs sample " + ++found, text))
          .isInstanceOf(PolicyFile.Reading.Valid.class);
    }
    assertThat(found).isPositive();
  }

  @Test
  void theProgramCarriesTheSchemaOfTheRepository() throws IOException {
    try (var carried = PolicySchema.class.getResourceAsStream(PolicySchema.RESOURCE)) {
      assertThat(new ObjectMapper().readTree(carried)).isEqualTo(schema());
    }
  }

  private static JsonNode schema() throws IOException {
    return new ObjectMapper().readTree(SCHEMA.toFile());
  }

  private static void inspect(String field, JsonNode node, List<String> wrong) {
    if (node.path("description").asText().isBlank()) {
      wrong.add(field + " has no description");
    }
    if (node.has("properties") && node.path("additionalProperties").asBoolean(true)) {
      wrong.add(field + " is open");
    }
    node.path("properties")
        .properties()
        .forEach(e -> inspect(field + "." + e.getKey(), e.getValue(), wrong));
    if (node.has("items")) {
      inspect(field + "[]", node.path("items"), wrong);
    }
  }

  private static void rows(JsonNode node, String path, List<String> rows) {
    List<String> required = new ArrayList<>();
    node.path("required").forEach(name -> required.add(name.asText()));
    node.path("properties")
        .properties()
        .forEach(
            entry -> {
              String at = path.isEmpty() ? entry.getKey() : path + "." + entry.getKey();
              rows.add(row(at, entry.getValue(), required.contains(entry.getKey())));
              rows(entry.getValue(), at, rows);
              if (entry.getValue().has("items")) {
                rows(entry.getValue().path("items"), at + "[]", rows);
              }
            });
  }

  private static String row(String at, JsonNode field, boolean required) {
    JsonNode standard = field.path("default");
    String shown =
        required ? "required" : standard.isValueNode() ? "`" + standard.asText() + "`" : "";
    return "| `%s` | %s | %s |".formatted(at, shown, field.path("description").asText());
  }
}
