package dev.slotwright.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slotwright.world.AsyncApi;
import dev.slotwright.world.demo.DemoScale;
import dev.slotwright.world.demo.DemoStory;
import dev.slotwright.world.demo.DemoSummary;
import dev.slotwright.world.demo.EventTail;
import dev.slotwright.world.demo.Screen;
import dev.slotwright.world.redis.RedisBinary;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The demo's quick round, with its final checks, and its story as it stands on the topic. */
class DemoIT {
  private static final long SEED = 20260101L;
  private static final ObjectMapper JSON = new ObjectMapper();

  /** The long tier takes every server that {@code SLOTWRIGHT_TEST_SERVERS} names. */
  static List<RedisBinary> servers() {
    return Boolean.getBoolean("slotwright.long") ? RedisBinary.all() : List.of(RedisBinary.find());
  }

  @ParameterizedTest
  @MethodSource("servers")
  void growsAndShrinksUnderLoadWithNothingLost(RedisBinary server) {
    Screen screen = new Screen(System.out, true);
    try (DemoStory story = DemoStory.begin(DemoScale.QUICK, server, SEED, screen)) {
      DemoSummary summary = story.tell();
      System.out.println(summary.text());

      assertThat(summary.good()).as(summary.text()).isTrue();
      List<EventTail.Told> events = story.events().all();
      assertThat(events).allSatisfy(DemoIT::isAsDescribed);
      assertThat(events).extracting(EventTail.Told::id).doesNotHaveDuplicates();
      assertThat(events)
          .extracting(EventTail.Told::type)
          .contains(
              "policy.loaded",
              "verdict",
              "operation.started",
              "operation.step",
              "slots.moved",
              "operation.completed");
      assertThat(moved(events, "count")).isEqualTo(completed(events, "slotsMoved"));
      assertThat(moved(events, "bytes")).isEqualTo(completed(events, "bytesMoved"));
    }
  }

  private static void isAsDescribed(EventTail.Told event) {
    JsonNode message = AsyncApi.message(event.headers().get("ce_type"));
    assertThat(AsyncApi.complaints(message.get("payload"), event.data())).as("%s", event).isEmpty();
    assertThat(AsyncApi.complaints(message.get("headers"), JSON.valueToTree(event.headers())))
        .as("%s", event)
        .isEmpty();
  }

  private static long moved(List<EventTail.Told> events, String field) {
    return sum(events, "slots.moved", field);
  }

  private static long completed(List<EventTail.Told> events, String field) {
    return sum(events, "operation.completed", field);
  }

  private static long sum(List<EventTail.Told> events, String type, String field) {
    return events.stream()
        .filter(event -> event.type().equals(type))
        .mapToLong(event -> event.data().path(field).asLong())
        .sum();
  }
}
