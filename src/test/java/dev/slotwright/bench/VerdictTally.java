package dev.slotwright.bench;

import dev.slotwright.world.demo.EventTail;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What was sent, what was answered, and how long each verdict took. Safe for several threads. */
final class VerdictTally {
  private final Map<Sample, Long> acknowledged = new ConcurrentHashMap<>();
  private final Map<Sample, Sample> roundOf = new ConcurrentHashMap<>();
  private final Set<Sample> open = ConcurrentHashMap.newKeySet();
  private final List<Heard> heard = new ArrayList<>();
  private int rounds;
  private boolean counting;

  private record Sample(String cluster, Instant at) {}

  /** A verdict, by the newest sample that was in it. */
  private record Heard(Sample newest, double topicMillis, long arrivedNanos) {}

  /** From here on it counts. */
  synchronized void begin() {
    counting = true;
  }

  synchronized void end() {
    counting = false;
  }

  /** A round of {@code samples} is sent, a millisecond apart from {@code first} on. */
  synchronized void round(String cluster, Instant first, int samples) {
    if (counting) {
      rounds++;
      Sample round = new Sample(cluster, first);
      open.add(round);
      for (int i = 0; i < samples; i++) {
        roundOf.put(new Sample(cluster, first.plusMillis(i)), round);
      }
    }
  }

  void acknowledged(String cluster, Instant at, long nanos) {
    acknowledged.put(new Sample(cluster, at), nanos);
  }

  void heard(EventTail.Told event) {
    long now = System.nanoTime();
    if (!event.type().equals("verdict") || !event.data().hasNonNull("newestArrival")) {
      return;
    }
    String source = event.headers().get("ce_source");
    Sample newest =
        new Sample(
            source.substring(source.lastIndexOf('/') + 1),
            Instant.parse(event.data().path("newestSample").asText()));
    Instant arrival = Instant.parse(event.data().path("newestArrival").asText());
    Sample round = roundOf.get(newest);
    if (round != null) {
      open.remove(round);
      synchronized (this) {
        heard.add(new Heard(newest, Duration.between(arrival, event.at()).toMillis(), now));
      }
    }
  }

  synchronized int rounds() {
    return rounds;
  }

  /** Rounds that no verdict was taken from. */
  Set<?> unanswered() {
    return open;
  }

  /** By the two records' times, in whole milliseconds. */
  synchronized Distribution topics() {
    return Distribution.ofMillis(heard.stream().map(Heard::topicMillis).toList());
  }

  /** From the acknowledgement of the newest sample to the verdict at a consumer. */
  synchronized Distribution arrival() {
    return Distribution.ofMillis(
        heard.stream()
            .filter(one -> acknowledged.containsKey(one.newest()))
            .map(one -> (one.arrivedNanos() - acknowledged.get(one.newest())) / 1e6)
            .toList());
  }

  /**
   * The same, and for each round that was overtaken before it was judged the time until the next
   * verdict of its cluster: leaving such rounds out would hide the slowest.
   */
  synchronized Distribution everyRound() {
    List<Double> times = new ArrayList<>(arrival().millis());
    for (Sample round : open) {
      long sent = acknowledged.getOrDefault(round, Long.MAX_VALUE);
      heard.stream()
          .filter(one -> one.newest().cluster().equals(round.cluster()))
          .mapToLong(Heard::arrivedNanos)
          .filter(arrived -> arrived > sent)
          .min()
          .ifPresentOrElse(
              next -> times.add((next - sent) / 1e6), () -> times.add(Double.POSITIVE_INFINITY));
    }
    return Distribution.ofMillis(times);
  }
}
