package dev.slotwright.world;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** {@code docs/asyncapi.yaml}: what is promised of the topics, and whether it is kept. */
public final class AsyncApi {
  private static final JsonNode DOCUMENT = read();
  private static final Map<JsonNode, JsonSchema> VALIDATORS = new ConcurrentHashMap<>();

  private AsyncApi() {}

  public static JsonNode document() {
    return DOCUMENT;
  }

  /**
   * The message that describes events of this {@code ce_type}.
   *
   * @throws AssertionError when there is none
   */
  public static JsonNode message(String type) {
    for (JsonNode each : DOCUMENT.at("/channels/events/messages")) {
      if (resolve(each).get("name").asText().equals(type)) {
        return resolve(each);
      }
    }
    throw new AssertionError("docs/asyncapi.yaml does not describe " + type);
  }

  public static JsonNode resolve(JsonNode reference) {
    return DOCUMENT.at(reference.get("$ref").asText().substring(1));
  }

  /** Validates against a part of the document; references go through the whole of it. */
  public static Set<String> complaints(JsonNode schema, JsonNode instance) {
    return VALIDATORS.computeIfAbsent(schema, AsyncApi::validator).validate(instance).stream()
        .map(Object::toString)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static JsonSchema validator(JsonNode schema) {
    ObjectNode root = DOCUMENT.deepCopy();
    root.putArray("allOf").add(schema);
    return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V7)
        .getSchema(root, SchemaValidatorsConfig.builder().formatAssertionsEnabled(true).build());
  }

  private static JsonNode read() {
    try {
      return new YAMLMapper().readTree(Path.of("docs", "asyncapi.yaml").toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
