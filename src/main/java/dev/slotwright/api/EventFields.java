package dev.slotwright.api;

import dev.slotwright.event.Event;
import dev.slotwright.judgement.Reason;
import java.lang.reflect.RecordComponent;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The fields of an event by their documented names; absent ones are left out. */
final class EventFields {
  private EventFields() {}

  static Map<String, Object> of(Event event) {
    Map<String, Object> fields = new LinkedHashMap<>();
    for (RecordComponent component : event.getClass().getRecordComponents()) {
      plain(value(event, component)).ifPresent(value -> fields.put(component.getName(), value));
    }
    return fields;
  }

  private static Object value(Event event, RecordComponent component) {
    try {
      return component.getAccessor().invoke(event);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("a record of a public type can be read", e);
    }
  }

  private static Optional<Object> plain(Object value) {
    if (value instanceof Optional<?> optional) {
      return optional.map(Object.class::cast);
    }
    if (value instanceof List<?> list) {
      return Optional.of(
          list.stream()
              .map(item -> item instanceof Reason reason ? VerdictDetail.Step.of(reason) : item)
              .toList());
    }
    return Optional.of(value);
  }
}
