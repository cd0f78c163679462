package dev.slotwright.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.PathType;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The JSON Schema of policies, and what its validator says in the words of this program. */
final class PolicySchema {
  static final String RESOURCE = "/policies/schema/scaling-policy.v1.json";

  private final JsonNode text;
  private final JsonSchema schema;

  PolicySchema() {
    try (InputStream in = PolicySchema.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException("the program was built without " + RESOURCE);
      }
      this.text = new ObjectMapper().readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + RESOURCE, e);
    }
    this.schema =
        JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V7)
            .getSchema(
                text,
                SchemaValidatorsConfig.builder()
                    .pathType(PathType.JSON_POINTER)
                    .locale(Locale.ROOT)
                    .build());
  }

  /** Every problem of the document, in the order of its lines. */
  List<Problem> validate(String file, YamlTree.Document document) {
    return schema.validate(document.content()).stream()
        .map(message -> problem(file, document, message))
        .distinct()
        .sorted(Problem.IN_ORDER)
        .toList();
  }

  /** Default of the field, for those who read a document that says nothing about it. */
  JsonNode defaultAt(String pointer) {
    JsonNode at = text;
    for (String part : pointer.substring(1).split("/")) {
      at =
          part.chars().allMatch(Character::isDigit)
              ? at.path("items")
              : at.path("properties").path(part);
    }
    return at.path("default");
  }

  private Problem problem(String file, YamlTree.Document document, ValidationMessage message) {
    String pointer = message.getInstanceLocation().toString();
    String keywordAt = message.getSchemaLocation().getFragment().toString();
    JsonNode rule = text.at(keywordAt.substring(0, keywordAt.lastIndexOf('/')));
    JsonNode value = document.content().at(pointer);
    return switch (message.getType()) {
      case "additionalProperties" -> {
        String at = YamlTree.child(pointer, message.getProperty());
        yield new Problem(
            file,
            document.line(at),
            YamlTree.field(at),
            "unknown field",
            "one of " + String.join(", ", names(rule)));
      }
      case "required" -> {
        String at = YamlTree.child(pointer, message.getProperty());
        yield new Problem(
            file,
            document.line(pointer),
            YamlTree.field(at),
            "is missing",
            description(rule.path("properties").path(message.getProperty())));
      }
      default ->
          new Problem(
              file,
              document.line(pointer),
              YamlTree.field(pointer),
              value.isContainerNode() ? "is " + kind(value) : "is " + value,
              wanted(message.getType(), rule) + description(rule));
    };
  }

  private static String wanted(String keyword, JsonNode rule) {
    JsonNode limit = rule.path(keyword);
    return switch (keyword) {
      case "type" -> "type " + (limit.isArray() ? joined(limit, " or ") : limit.asText()) + ". ";
      case "enum" -> "one of " + joined(limit, ", ") + ". ";
      case "const" -> limit.asText() + ". ";
      case "minimum" -> limit + " or more. ";
      case "maximum" -> limit + " or less. ";
      case "exclusiveMinimum" -> "more than " + limit + ". ";
      case "minProperties", "minItems", "minLength" -> "at least " + limit + ". ";
      case "maxItems", "maxLength" -> "at most " + limit + ". ";
      case "pattern" -> example(rule);
      default -> keyword + " " + limit + ". ";
    };
  }

  /** A pattern helps nobody; what it stands for does. */
  private static String example(JsonNode rule) {
    String pattern = rule.path("pattern").asText();
    if (pattern.contains("(ms|s|m|h|d)")) {
      return "a duration with its unit, such as 500ms, 30s, 5m, 1h30m, 2d or PT5M. ";
    }
    if (pattern.contains("Ki|Mi")) {
      return "a size such as 600Mi, 1G or 1048576. ";
    }
    return "lower-case letters, digits and dashes, as Kubernetes names are. ";
  }

  private static String description(JsonNode rule) {
    return rule.path("description").asText();
  }

  private static List<String> names(JsonNode rule) {
    List<String> names = new ArrayList<>();
    rule.path("properties").fieldNames().forEachRemaining(names::add);
    return names;
  }

  private static String joined(JsonNode values, String between) {
    List<String> texts = new ArrayList<>();
    values.forEach(value -> texts.add(value.asText()));
    return String.join(between, texts);
  }

  private static String kind(JsonNode value) {
    return value.isArray() ? "a list" : value.isEmpty() ? "empty" : "a set of fields";
  }
}
