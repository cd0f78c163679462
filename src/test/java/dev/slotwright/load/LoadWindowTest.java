package dev.slotwright.load;

import static dev.slotwright.load.Metric.COMMANDS_PROCESSED;
import static dev.slotwright.load.Metric.MAX_MEMORY_BYTES;
import static dev.slotwright.load.Metric.UPTIME_SECONDS;
import static dev.slotwright.load.Metric.USED_MEMORY_BYTES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.slotwright.cluster.Address;
import dev.slotwright.cluster.Node;
import dev.slotwright.cluster.NodeId;
import dev.slotwright.cluster.Role;
import dev.slotwright.cluster.SlotSet;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LoadWindowTest {
  private static final Instant T0 = Instant.parse("2026-03-01T12:00:00Z");
  private static final NodeId A = new NodeId("a".repeat(40));
  private static final NodeId B = new NodeId("b".repeat(40));

  private final LoadWindow window =
      new LoadWindow(Duration.ofMinutes(10), Duration.ofSeconds(5), 4);

  @Test
  void readsAverageMaxPercentileAndLatest() {
    for (int i = 0; i < 20; i++) {
      window.record(used(A, 5 * i, i + 1));
    }
    NodeReading a = window.of(A);
    assertThat(a.average(USED_MEMORY_BYTES, t(-1), t(95))).hasValue(10.5);
    assertThat(a.average(USED_MEMORY_BYTES, t(85), t(95))).hasValue(19.5);
    assertThat(a.max(USED_MEMORY_BYTES, t(-1), t(95))).hasValue(20);
    assertThat(a.p95(USED_MEMORY_BYTES, t(-1), t(95))).hasValue(19);
    assertThat(a.latest(USED_MEMORY_BYTES, t(97), Duration.ofSeconds(10))).hasValue(20);
    assertThat(a.latest(USED_MEMORY_BYTES, t(105), Duration.ofSeconds(10))).isEmpty();
    assertThat(a.latest(USED_MEMORY_BYTES, t(52), Duration.ofSeconds(10))).hasValue(11);
    assertThat(a.lastSeen()).contains(t(95));
    assertThat(a.max(MAX_MEMORY_BYTES, t(0), t(95))).isEmpty();
    assertThat(window.of(B).lastSeen()).isEmpty();
  }

  @Test
  void aBucketKeepsItsLatestValueAndItsLargest() {
    window.record(used(A, 0, 10));
    window.record(used(A, 2, 90));
    window.record(used(A, 4, 20));
    assertThat(window.of(A).average(USED_MEMORY_BYTES, t(-1), t(5))).hasValue(20);
    assertThat(window.of(A).max(USED_MEMORY_BYTES, t(-1), t(5))).hasValue(90);
  }

  @Test
  void tellsWhatBecameOfASample() {
    assertThat(window.record(used(A, 60, 1))).isEqualTo(Recorded.NEW);
    assertThat(window.record(used(B, 60, 1))).isEqualTo(Recorded.NEW);
    assertThat(window.record(used(A, 60, 1))).isEqualTo(Recorded.DUPLICATE);
    assertThat(window.record(used(A, 0, 7))).isEqualTo(Recorded.LATE_KEPT);
    assertThat(window.record(used(A, 60 - 600, 7))).isEqualTo(Recorded.TOO_OLD);
    assertThat(window.of(A).max(USED_MEMORY_BYTES, t(-700), t(60))).hasValue(7);
  }

  @Test
  void takesNoMoreNodesThanAllowedAndForgetsTheSilent() {
    for (char c = 'a'; c < 'e'; c++) {
      window.record(used(node(c), 0, 1));
    }
    assertThat(window.record(used(node('e'), 1, 1))).isEqualTo(Recorded.TOO_MANY_NODES);
    for (int s = 5; s <= 610; s += 5) {
      window.record(used(A, s, 1));
      window.record(used(B, s, 1));
    }
    assertThat(window.names()).containsExactlyInAnyOrder(A, B);
    assertThat(window.record(used(node('e'), 611, 1))).isEqualTo(Recorded.NEW);
  }

  @Test
  void makesRoomWhenAllTheOldNodesAreGone() {
    for (char c = 'a'; c < 'e'; c++) {
      window.record(used(node(c), c, 1));
    }
    assertThat(window.record(used(node('e'), 5000, 1))).isEqualTo(Recorded.NEW);
    assertThat(window.names()).hasSize(4).contains(node('e')).doesNotContain(A);
  }

  @Test
  void oneNodeFromTheFutureDoesNotAgeTheOthers() {
    for (int s = 0; s <= 300; s += 5) {
      window.record(used(A, s, 50));
      window.record(used(B, s, 60));
      window.record(used(node('c'), s, 70));
    }
    window.record(used(B, 86_400, 99));
    assertThat(window.record(used(A, 305, 50))).isEqualTo(Recorded.NEW);
    assertThat(window.record(used(B, 305, 61))).isEqualTo(Recorded.LATE_KEPT);
    assertThat(window.of(B).latest(USED_MEMORY_BYTES, t(306), Duration.ofSeconds(30))).hasValue(61);
    assertThat(window.of(A).max(USED_MEMORY_BYTES, t(0), t(306))).hasValue(50);
  }

  @Test
  void ratesSkipRestarts() {
    double[][] points = {{0, 1000, 100}, {10, 2000, 110}, {20, 50, 3}, {30, 1050, 13}};
    for (double[] p : points) {
      window.record(counted(A, (long) p[0], p[1], p[2]));
    }
    assertThat(window.of(A).rate(COMMANDS_PROCESSED, t(-1), t(30)).orElseThrow())
        .isCloseTo(100, within(1e-9));
    assertThat(window.of(A).steps(COMMANDS_PROCESSED, t(-1), t(30)).count()).isEqualTo(2);
  }

  @Test
  void aRestartThatOvertookTheOldValueShowsInTheUptime() {
    window.record(counted(A, 0, 100, 500));
    window.record(counted(A, 60, 90_000, 20));
    assertThat(window.of(A).rate(COMMANDS_PROCESSED, t(-1), t(60))).isEmpty();
  }

  @Test
  void aRateMayBeginShortlyBeforeItsRange() {
    window.record(counted(A, 0, 0, 1));
    window.record(counted(A, 15, 1500, 16));
    assertThat(window.of(A).rate(COMMANDS_PROCESSED, t(5), t(15)).orElseThrow()).isEqualTo(100);
    assertThat(window.of(A).rate(COMMANDS_PROCESSED, t(12), t(15))).isEmpty();
  }

  @Test
  void findsANodeByItsIdOrByItsAddress() {
    Node node =
        new Node(
            A,
            new Address("10.0.0.4", 6379),
            Role.MASTER,
            Optional.empty(),
            SlotSet.EMPTY,
            Node.Health.OK,
            true,
            1);
    window.record(used(new NodeId("10.0.0.4:6379"), 0, 5));
    assertThat(window.of(node).latest(USED_MEMORY_BYTES, t(1), Duration.ofSeconds(5))).hasValue(5);
    window.record(used(A, 0, 6));
    assertThat(window.of(node).latest(USED_MEMORY_BYTES, t(1), Duration.ofSeconds(5))).hasValue(6);
    assertThat(window.lastSeen(node)).contains(t(0));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 5, 8, 13, 21, 34})
  void orderAndRepetitionDoNotMatter(long seed) {
    Random random = new Random(seed);
    List<NodeSample> samples = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      long at = random.nextInt(600_000 - 5_000);
      samples.add(
          new NodeSample(
              "shop",
              node((char) ('a' + random.nextInt(3))),
              T0.plusMillis(at),
              Optional.empty(),
              Map.of(
                  USED_MEMORY_BYTES, (double) random.nextInt(100),
                  COMMANDS_PROCESSED, (double) at,
                  UPTIME_SECONDS, (double) (at / 1000))));
    }
    LoadWindow ordered = new LoadWindow(Duration.ofMinutes(10), Duration.ofSeconds(5), 4);
    samples.forEach(ordered::record);
    List<NodeSample> shuffled = new ArrayList<>(samples);
    shuffled.addAll(samples.subList(0, 150));
    Collections.shuffle(shuffled, random);
    shuffled.forEach(window::record);
    for (char c = 'a'; c < 'd'; c++) {
      for (int s = 60; s <= 600; s += 60) {
        assertThat(reads(window.of(node(c)), s)).isEqualTo(reads(ordered.of(node(c)), s));
      }
    }
  }

  @Test
  void takesTheBytesThatItSays() {
    LoadWindow half = new LoadWindow(Duration.ofMinutes(30), Duration.ofSeconds(5), 4);
    half.record(used(A, 0, 1));
    assertThat(half.bytes()).isEqualTo(361 * 24);
    half.record(counted(A, 0, 1, 1));
    assertThat(half.bytes()).isEqualTo(361 * (24 + 16 + 24));
    for (int s = 0; s < 7200; s++) {
      half.record(used(A, s, 1));
    }
    assertThat(half.bytes()).isEqualTo(361 * (24 + 16 + 24));
  }

  @Test
  void refusesAWindowWithoutRoom() {
    assertThatThrownBy(() -> new LoadWindow(Duration.ZERO, Duration.ofSeconds(1), 1))
        .hasMessageContaining("PT0S");
  }

  private static List<Object> reads(NodeReading node, int to) {
    return List.of(
        node.average(USED_MEMORY_BYTES, t(to - 60), t(to)),
        node.max(USED_MEMORY_BYTES, t(to - 60), t(to)),
        node.p95(USED_MEMORY_BYTES, t(to - 60), t(to)),
        node.latest(USED_MEMORY_BYTES, t(to), Duration.ofSeconds(60)),
        node.rate(COMMANDS_PROCESSED, t(to - 60), t(to)),
        node.lastSeen());
  }

  private static NodeId node(char c) {
    return new NodeId(String.valueOf(c).repeat(40));
  }

  private static Instant t(long seconds) {
    return T0.plusSeconds(seconds);
  }

  private static NodeSample used(NodeId node, long seconds, double bytes) {
    return new NodeSample(
        "shop", node, t(seconds), Optional.empty(), Map.of(USED_MEMORY_BYTES, bytes));
  }

  private static NodeSample counted(NodeId node, long seconds, double commands, double uptime) {
    return new NodeSample(
        "shop",
        node,
        t(seconds),
        Optional.empty(),
        Map.of(COMMANDS_PROCESSED, commands, UPTIME_SECONDS, uptime));
  }
}
