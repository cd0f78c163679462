package dev.slotwright.redis.mover.atomic;

import dev.slotwright.cluster.NodeId;
import dev.slotwright.cluster.SlotSet;
import dev.slotwright.redis.Reply;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A task as the server writes it: names and values in turn. */
record TaskFields(Map<String, Reply> values) {

  static TaskFields of(Reply task) {
    List<Reply> words = task.items();
    Map<String, Reply> values = new HashMap<>();
    for (int i = 0; i + 1 < words.size(); i += 2) {
      values.put(words.get(i).text(), words.get(i + 1));
    }
    return new TaskFields(values);
  }

  /** Empty where the server does not have the field. */
  String text(String name) {
    Reply value = values.get(name);
    return switch (value) {
      case null -> "";
      case Reply.Nil nil -> "";
      case Reply.Number number -> Long.toString(number.value());
      case Reply.Text text -> text.text();
      case Reply.Items items -> items.toString();
    };
  }

  NodeId node(String name) {
    return new NodeId(text(name));
  }

  double number(String name) {
    String text = text(name);
    return text.isEmpty() ? 0 : Double.parseDouble(text);
  }

  /** Ranges as {@code 0-99 200-200}, not always merged. */
  SlotSet slots(String name) {
    return SlotSet.parse(text(name).trim().replace(' ', ','));
  }
}
