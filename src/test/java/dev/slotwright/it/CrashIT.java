package dev.slotwright.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slotwright.world.demo.DemoScale;
import dev.slotwright.world.demo.DemoStory;
import dev.slotwright.world.demo.DemoSummary;
import dev.slotwright.world.demo.EventTail;
import dev.slotwright.world.demo.Screen;
import dev.slotwright.world.redis.RedisBinary;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/**
 * The controller is killed with SIGKILL at every stage of growing and shrinking, and started again
 * at once: the story ends the same way.
 */
class CrashIT {
  private static final long SEED = 20260102L;

  /** Moments to die at, in their order in the story. */
  private static final List<Moment> MOMENTS =
      List.of(
          step("out", "grow"),
          step("out", "meet"),
          step("out", "attach"),
          step("out", "move-slots"),
          slots("out", 2),
          step("in", "move-slots"),
          slots("in", 2),
          step("in", "remove"),
          step("in", "shrink"));

  /** A short lease, so that the test waits less after each kill. */
  private static final Map<String, String> SHORT_LEASE =
      Map.of(
          "slotwright.lease.duration", "3s",
          "slotwright.lease.renew", "1s",
          "slotwright.lease.retry", "500ms",
          "slotwright.lease.margin", "500ms");

  /** A moment, known by events after the previous one. */
  private record Moment(String name, Predicate<EventTail.Told> event, int times) {}

  private static Moment step(String kind, String step) {
    return new Moment(
        kind + " " + step,
        event ->
            event.type().equals("operation.step")
                && event.data().path("step").asText().equals(step)
                && event.data().path("operation").asText().startsWith(kind + "-"),
        1);
  }

  private static Moment slots(String kind, int times) {
    return new Moment(
        kind + " slots half moved",
        event ->
            event.type().equals("slots.moved")
                && event.data().path("operation").asText().startsWith(kind + "-"),
        times);
  }

  @Test
  void endsTheSameWhereverTheControllerDies() {
    Screen screen = new Screen(System.out, true);
    try (DemoStory story =
        DemoStory.begin(DemoScale.QUICK, RedisBinary.find(), SEED, screen, SHORT_LEASE)) {
      story.controllerMayDie();
      Deque<Moment> ahead = new ArrayDeque<>(MOMENTS);
      int formed = story.events().all().size();
      Thread killer =
          Thread.ofPlatform()
              .daemon()
              .name("killer")
              .start(() -> killAtEach(story, screen, ahead, formed));
      DemoSummary summary = story.tell();
      killer.interrupt();
      System.out.println(summary.text());

      assertThat(ahead).as("moments that did not come").isEmpty();
      assertThat(summary.good()).as(summary.text()).isTrue();
      assertThat(story.events().all()).extracting(EventTail.Told::type).contains("slots.moved");
    }
  }

  private static void killAtEach(
      DemoStory story, Screen screen, Deque<Moment> ahead, int alreadyTold) {
    int from = alreadyTold;
    while (!ahead.isEmpty()) {
      Moment moment = ahead.peekFirst();
      int begin = from;
      Awaitility.await(moment.name())
          .atMost(Duration.ofMinutes(4))
          .pollDelay(Duration.ZERO)
          .pollInterval(Duration.ofMillis(20))
          .until(() -> index(story, moment, begin) >= 0);
      from = index(story, moment, begin) + 1;
      screen.line("SIGKILL at \"" + moment.name() + "\"");
      story.controller().kill9();
      story.controller().restart();
      ahead.removeFirst();
    }
  }

  /** Where in the story the moment came, from {@code begin} on; -1 when it has not yet. */
  private static int index(DemoStory story, Moment moment, int begin) {
    List<EventTail.Told> all = story.events().all();
    int seen = 0;
    for (int i = begin; i < all.size(); i++) {
      if (moment.event().test(all.get(i)) && ++seen == moment.times()) {
        return i;
      }
    }
    return -1;
  }
}
