package dev.slotwright.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * A YAML document as a JSON tree, with the line of each field by its JSON pointer. Built from the
 * parser's own nodes: they know where a key stands, see duplicate keys and follow aliases.
 */
final class YamlTree {
  private static final int MOST_NODES = 20_000;
  private static final int DEEPEST = 40;
  private static final Pattern INTEGER = Pattern.compile("[-+]?(0|[1-9][0-9]{0,17})");
  private static final Pattern DECIMAL =
      Pattern.compile("[-+]?[0-9]{1,18}\\.[0-9]{0,18}([eE][-+]?[0-9]{1,2})?");

  private final String file;
  private final List<Problem> problems;
  private final Map<String, Integer> lines = new HashMap<>();
  private int nodes;

  private YamlTree(String file, List<Problem> problems) {
    this.file = file;
    this.problems = problems;
  }

  /** A document's content and where its fields stand. */
  record Document(JsonNode content, Map<String, Integer> lines) {
    /** Line of the field at {@code pointer}, or of the nearest field around it. */
    int line(String pointer) {
      String at = pointer;
      while (!lines.containsKey(at) && !at.isEmpty()) {
        at = at.substring(0, at.lastIndexOf('/'));
      }
      return lines.getOrDefault(at, 1);
    }
  }

  /**
   * @param problems takes what is wrong with keys and scalars
   */
  static Document read(String file, Node root, List<Problem> problems) {
    YamlTree tree = new YamlTree(file, problems);
    tree.lines.put("", line(root));
    return new Document(tree.convert(root, "", 0), tree.lines);
  }

  static String child(String pointer, String key) {
    return pointer + "/" + key.replace("~", "~0").replace("/", "~1");
  }

  /** {@code /spec/schedules/0/start} as {@code spec.schedules[0].start}. */
  static String field(String pointer) {
    StringBuilder field = new StringBuilder();
    for (String part : pointer.split("/")) {
      if (part.isEmpty()) {
        continue;
      }
      String name = part.replace("~1", "/").replace("~0", "~");
      if (name.chars().allMatch(Character::isDigit)) {
        field.append('[').append(name).append(']');
      } else {
        field.append(field.isEmpty() ? "" : ".").append(name);
      }
    }
    return field.toString();
  }

  static int line(Node node) {
    return node.getStartMark().getLine() + 1;
  }

  private JsonNode convert(Node node, String pointer, int depth) {
    nodes++;
    if (nodes > MOST_NODES || depth > DEEPEST) {
      if (nodes == MOST_NODES + 1 || depth > DEEPEST) {
        report(node, pointer, "the document is too large or too deep", "a policy as in the docs");
      }
      return JsonNodeFactory.instance.nullNode();
    }
    return switch (node) {
      case MappingNode mapping -> mapping(mapping, pointer, depth);
      case SequenceNode sequence -> sequence(sequence, pointer, depth);
      case ScalarNode scalar -> scalar(scalar, pointer);
      default -> JsonNodeFactory.instance.nullNode();
    };
  }

  private ObjectNode mapping(MappingNode mapping, String pointer, int depth) {
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    Set<String> seen = new HashSet<>();
    for (NodeTuple entry : mapping.getValue()) {
      if (!(entry.getKeyNode() instanceof ScalarNode key)) {
        report(entry.getKeyNode(), pointer, "a key is not plain text", "one of the fields");
        continue;
      }
      String at = child(pointer, key.getValue());
      if (!seen.add(key.getValue())) {
        report(key, at, "the key is there twice, first in line " + lines.get(at), "it once");
        continue;
      }
      lines.putIfAbsent(at, line(key));
      object.set(key.getValue(), convert(entry.getValueNode(), at, depth + 1));
    }
    return object;
  }

  private ArrayNode sequence(SequenceNode sequence, String pointer, int depth) {
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    for (Node item : sequence.getValue()) {
      String at = pointer + "/" + array.size();
      lines.putIfAbsent(at, line(item));
      array.add(convert(item, at, depth + 1));
    }
    return array;
  }

  private JsonNode scalar(ScalarNode scalar, String pointer) {
    String text = scalar.getValue();
    JsonNodeFactory json = JsonNodeFactory.instance;
    Tag tag = scalar.getTag();
    if (tag.equals(Tag.NULL)) {
      return json.nullNode();
    }
    if (tag.equals(Tag.BOOL)) {
      // The parser follows YAML 1.1, where yes, no, on and off are booleans too.
      return json.booleanNode(Set.of("true", "yes", "on").contains(text.toLowerCase()));
    }
    if (tag.equals(Tag.INT) && INTEGER.matcher(text).matches()) {
      return json.numberNode(Long.parseLong(text));
    }
    if (tag.equals(Tag.FLOAT) && DECIMAL.matcher(text).matches()) {
      return json.numberNode(new BigDecimal(text));
    }
    if (tag.equals(Tag.INT) || tag.equals(Tag.FLOAT)) {
      report(scalar, pointer, "'" + text + "' is an unusual number", "plain decimal, or quotes");
    }
    return json.textNode(text);
  }

  private void report(Node node, String pointer, String problem, String expected) {
    problems.add(new Problem(file, line(node), field(pointer), problem, expected));
  }
}
