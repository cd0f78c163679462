package dev.slotwright.api;

import dev.slotwright.event.EventRecord;
import java.time.Instant;
import java.util.Map;

/**
 * Something that was decided or done.
 *
 * @param id as on the events topic
 * @param cluster empty for events of the instance
 * @param type such as {@code verdict} or {@code operation.started}
 * @param level {@code info}, {@code good} or {@code warning}
 * @param text a sentence for people
 * @param data the event's fields, as on the events topic
 */
public record EventDetail(
    String id,
    String cluster,
    long sequence,
    Instant at,
    String type,
    String level,
    String text,
    Map<String, Object> data) {

  static EventDetail of(EventRecord record) {
    return new EventDetail(
        record.id(),
        record.cluster(),
        record.sequence(),
        record.at(),
        record.event().type(),
        EventWords.level(record.event()),
        EventWords.sentence(record.event()),
        EventFields.of(record.event()));
  }
}
