package dev.slotwright.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slotwright.world.demo.EventTail;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;

/** What the controller tells on its topic, as a test waits for it. */
final class Story implements AutoCloseable {
  private final Installation installation;
  private final EventTail events;

  Story(Installation installation) {
    this.installation = installation;
    this.events = new EventTail(installation.world().broker().bootstrapServers(), event -> {});
  }

  EventTail events() {
    return events;
  }

  /** The newest events, cut to a line each, for messages. */
  List<String> newest(int most) {
    List<EventTail.Told> all = events.all();
    return all.stream()
        .skip(Math.max(0, all.size() - most))
        .map(e -> Installation.brief(e.type() + " " + e.data()))
        .toList();
  }

  /** The newest operation of this kind, once there were so many of them. */
  String awaitStarted(String kind, int times) {
    installation.await(kind + " started, time " + times, () -> started(kind).size() >= times);
    return started(kind).get(times - 1).data().path("operation").asText();
  }

  private List<EventTail.Told> started(String kind) {
    return events.of("operation.started").filter(e -> is(e, "kind", kind)).toList();
  }

  void awaitStep(String operation, String step) {
    installation.await(
        "step " + step + " of " + operation,
        () ->
            events
                .of("operation.step")
                .anyMatch(e -> is(e, "step", step) && is(e, "operation", operation)));
  }

  void awaitCompleted(String kind, int times) {
    installation.await(kind + " completed, time " + times, () -> completed(kind) >= times);
  }

  long completed(String kind) {
    return events.of("operation.completed").filter(e -> is(e, "kind", kind)).count();
  }

  /** Slots that the events of an operation say were moved. */
  int slotsTold(String operation) {
    return events
        .of("slots.moved")
        .filter(e -> is(e, "operation", operation))
        .mapToInt(e -> e.data().path("count").asInt())
        .sum();
  }

  void awaitWarning(String code, String... words) {
    installation.await(
        "warning " + code + " with " + List.of(words),
        () ->
            events.has(
                "warning",
                data ->
                    data.path("code").asText().equals(code)
                        && containsAll(data.path("message").asText(), words)));
  }

  void awaitEvent(String type, String... words) {
    installation.await(
        "event " + type + " with " + List.of(words),
        () -> events.has(type, data -> containsAll(data.toString(), words)));
  }

  /**
   * Every event of the cluster's sequence is on the topic, but for steps and slots that an outage
   * of the broker made too many to keep: those are counted.
   */
  void assertComplete() {
    installation.await("a complete story", () -> untold() <= merged());
    assertThat(events.of("merged").flatMap(e -> each(e.data().path("counts").fieldNames())))
        .allMatch(type -> type.equals("slots.moved") || type.equals("operation.step"));
  }

  private long untold() {
    List<Long> told = sequences();
    return told.isEmpty() ? Long.MAX_VALUE : told.getLast() - told.size();
  }

  private long merged() {
    return events
        .of("merged")
        .flatMap(e -> each(e.data().path("counts").elements()))
        .mapToLong(JsonNode::asLong)
        .sum();
  }

  private static <T> Stream<T> each(Iterator<T> items) {
    List<T> all = new ArrayList<>();
    items.forEachRemaining(all::add);
    return all.stream();
  }

  /** Of the cluster's own events: the id ends in the sequence. */
  private List<Long> sequences() {
    return events.all().stream()
        .map(EventTail.Told::id)
        .filter(id -> id.startsWith(Installation.CLUSTER + "/"))
        .distinct()
        .map(id -> Long.valueOf(id.substring(id.lastIndexOf('/') + 1)))
        .sorted()
        .toList();
  }

  static boolean is(EventTail.Told event, String field, String value) {
    return event.data().path(field).asText().equals(value);
  }

  private static boolean containsAll(String text, String... words) {
    return List.of(words).stream().allMatch(text::contains);
  }

  @Override
  public void close() {
    events.close();
  }
}
