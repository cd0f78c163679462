package dev.slotwright.world.demo;

import dev.slotwright.world.load.LoadReport;
import dev.slotwright.world.load.VerificationResult;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The summary's figures, from the events on the topic and what the clients saw. */
final class Figures {
  private Figures() {}

  static DemoSummary of(DemoStory story, LoadReport report, VerificationResult found) {
    EventTail events = story.events();
    double seconds = story.screen().elapsed().toMillis() / 1000.0;
    Optional<Instant> breach = breach(events);
    return new DemoSummary(
        story.binary().version(),
        story.seed(),
        seconds,
        story.secondsToFormed(),
        found.keysVerified(),
        found.keysLost(),
        found.keysWrong() + found.keysMisplaced(),
        found.keysDuplicated(),
        report.clientErrors(),
        report.clientRetries(),
        report.tryAgain(),
        report.unknownOutcomes(),
        report.opsSent(),
        report.opsSent() / (seconds - story.secondsToFormed()),
        report.p50Millis(),
        report.p99Millis(),
        report.p999Millis(),
        report.longestClientPauseMillis(),
        story.peak().keys(),
        story.peak().bytes(),
        sum(events, "count"),
        events.of("slots.moved").mapToLong(e -> e.data().path("bytes").asLong()).sum(),
        events
            .of("operation.completed")
            .mapToInt(e -> e.data().path("shards").asInt())
            .max()
            .orElse(0),
        story.shards(),
        after(breach, first(events, "slots.moved", breach)),
        after(breach, balanced(events)),
        (int) events.of("verdict").count(),
        verdictLatencyP99(events),
        heapPeak(story),
        report.firstErrors(),
        found.examples(),
        story.scale().peakShards());
  }

  private static int sum(EventTail events, String field) {
    return events.of("slots.moved").mapToInt(e -> e.data().path(field).asInt()).sum();
  }

  /** The newest sample that the first decision to grow was taken from. */
  private static Optional<Instant> breach(EventTail events) {
    return events
        .of("verdict")
        .filter(event -> event.data().path("verdict").asText().equals("scale-out"))
        .findFirst()
        .map(event -> event.data().path("newestSample").asText())
        .map(Instant::parse);
  }

  private static Optional<Instant> first(EventTail events, String type, Optional<Instant> after) {
    return events
        .of(type)
        .map(EventTail.Told::at)
        .filter(at -> after.isEmpty() || at.isAfter(after.get()))
        .findFirst();
  }

  /** When the last growth was completed. */
  private static Optional<Instant> balanced(EventTail events) {
    return events
        .of("operation.completed")
        .filter(event -> event.data().path("kind").asText().equals("scale-out"))
        .map(EventTail.Told::at)
        .reduce((a, b) -> b);
  }

  private static double after(Optional<Instant> from, Optional<Instant> to) {
    return from.isPresent() && to.isPresent()
        ? Duration.between(from.get(), to.get()).toMillis() / 1000.0
        : -1;
  }

  /** From the newest sample's arrival on the topic to the verdict's. */
  private static double verdictLatencyP99(EventTail events) {
    List<Long> millis =
        events
            .of("verdict")
            .filter(event -> event.data().hasNonNull("newestArrival"))
            .map(
                event ->
                    Duration.between(
                            Instant.parse(event.data().path("newestArrival").asText()), event.at())
                        .toMillis())
            .sorted()
            .toList();
    return millis.isEmpty() ? -1 : millis.get((int) Math.ceil(0.99 * millis.size()) - 1);
  }

  /** The largest heap in use after a collection or before, as the JVM's own meter had it. */
  private static long heapPeak(DemoStory story) {
    try {
      String metrics = story.controller().get("/q/metrics").body();
      return Math.round(
          metrics
                  .lines()
                  .filter(line -> line.startsWith("jvm_memory_used_bytes{area=\"heap\""))
                  .mapToDouble(line -> Double.parseDouble(line.substring(line.indexOf("} ") + 2)))
                  .sum()
              / (1 << 20));
    } catch (IOException e) {
      throw new IllegalStateException("the controller's metrics cannot be read", e);
    }
  }
}
