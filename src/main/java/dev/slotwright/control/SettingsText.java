package dev.slotwright.control;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slotwright.cluster.NodeId;
import dev.slotwright.control.SettingsJournal.Change;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a {@link SettingsJournal} keeps, as JSON with the version of its schema. */
public final class SettingsText {
  private static final int SCHEMA = 1;
  private static final ObjectMapper JSON =
      new ObjectMapper().configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, false);

  /** As written: ids as text, in their order. */
  private record Written(int schema, Map<String, List<Change>> nodes) {}

  private SettingsText() {}

  /** Nodes without changes are left out. */
  public static String encode(Map<NodeId, List<Change>> changes) {
    Map<String, List<Change>> nodes = new TreeMap<>();
    changes.forEach(
        (id, list) -> {
          if (!list.isEmpty()) {
            nodes.put(id.value(), list);
          }
        });
    try {
      return JSON.writeValueAsString(new Written(SCHEMA, nodes));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("node settings cannot be written as JSON", e);
    }
  }

  /**
   * @throws RefusedException when the text is none of ours, or of a newer schema
   */
  public static Map<NodeId, List<Change>> decode(String text) {
    Written written;
    try {
      written = JSON.readValue(text, Written.class);
    } catch (JsonProcessingException e) {
      throw new RefusedException("it cannot be read (%s)".formatted(e.getOriginalMessage()), e);
    }
    if (written == null || written.schema() != SCHEMA || written.nodes() == null) {
      throw new RefusedException(
          "it has another schema than %d: run the version that wrote it".formatted(SCHEMA));
    }
    Map<NodeId, List<Change>> changes = new TreeMap<>();
    try {
      written.nodes().forEach((id, list) -> changes.put(new NodeId(id), List.copyOf(list)));
    } catch (IllegalArgumentException | NullPointerException e) {
      throw new RefusedException("it cannot be read (%s)".formatted(e.getMessage()), e);
    }
    return changes;
  }
}
