package dev.slotwright.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slotwright.cluster.NodeId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random windows, read as {@link PlainNode} reads them. */
class NodeReadingPropertyTest {
  private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");
  private static final NodeId NODE = new NodeId("n");
  private static final int SPAN_SECONDS = 600;

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16})
  void answersAsThePlainOne(long seed) {
    Random random = new Random(seed);
    long width = 500 * (1 + random.nextInt(8));
    LoadWindow window =
        new LoadWindow(Duration.ofSeconds(SPAN_SECONDS), Duration.ofMillis(width), 10);
    PlainNode plain = new PlainNode(width);
    for (NodeSample sample : samples(random)) {
      window.record(sample);
      plain.record(sample);
    }
    NodeReading fast = window.of(NODE);
    for (int i = 0; i < 60; i++) {
      long to = NOW.toEpochMilli() - random.nextInt(250_000);
      long from = to - 1 - random.nextInt(150_000);
      compare(fast, plain, from, to);
    }
  }

  private static void compare(NodeReading fast, PlainNode plain, long from, long to) {
    Instant begin = Instant.ofEpochMilli(from);
    Instant end = Instant.ofEpochMilli(to);
    for (Metric gauge : List.of(Metric.USED_MEMORY_BYTES, Metric.OPS_PER_SECOND)) {
      assertThat(fast.latest(gauge, end, Duration.between(begin, end)))
          .isEqualTo(plain.latest(gauge, from, to));
      assertThat(fast.max(gauge, begin, end)).isEqualTo(plain.max(gauge, from, to));
      assertThat(fast.p95(gauge, begin, end)).isEqualTo(plain.p95(gauge, from, to));
      close(fast.average(gauge, begin, end), plain.average(gauge, from, to));
    }
    for (Metric counter : List.of(Metric.ENGINE_CPU_SECONDS, Metric.COMMANDS_PROCESSED)) {
      CounterSteps steps = fast.steps(counter, begin, end);
      assertThat(steps.max()).isEqualTo(plain.maxRate(counter, from, to));
      assertThat(steps.p95()).isEqualTo(plain.p95Rate(counter, from, to));
      close(steps.average(), plain.rate(counter, from, to));
    }
  }

  private static void close(OptionalDouble fast, OptionalDouble plain) {
    assertThat(fast.isPresent()).isEqualTo(plain.isPresent());
    double expected = plain.orElse(0);
    assertThat(fast.orElse(0))
        .isCloseTo(expected, org.assertj.core.data.Offset.offset(1e-12 * Math.max(1, expected)));
  }

  /** Gaps, restarts, missing metrics, repeats and disorder. */
  private static List<NodeSample> samples(Random random) {
    List<NodeSample> all = new ArrayList<>();
    boolean together = random.nextBoolean();
    double cpu = 0;
    double commands = 0;
    double uptime = 1000;
    long step = 300 + random.nextInt(8000);
    for (long ago = SPAN_SECONDS * 1000L - 10_000; ago > 0; ago -= 1 + random.nextLong(step)) {
      uptime += 1;
      cpu += random.nextDouble();
      commands += random.nextInt(1000);
      if (random.nextInt(60) == 0) {
        uptime = 0;
        cpu = random.nextBoolean() ? 0 : cpu;
        commands = 0;
      }
      Map<Metric, Double> values = new EnumMap<>(Metric.class);
      values.put(Metric.USED_MEMORY_BYTES, (double) random.nextInt(1_000_000));
      values.put(Metric.ENGINE_CPU_SECONDS, cpu);
      if (together || random.nextInt(3) > 0) {
        values.put(Metric.UPTIME_SECONDS, uptime);
      }
      if (random.nextInt(4) > 0) {
        values.put(Metric.OPS_PER_SECOND, (double) random.nextInt(100));
        values.put(Metric.COMMANDS_PROCESSED, commands);
      }
      all.add(new NodeSample("c", NODE, NOW.minusMillis(ago), Optional.empty(), values));
      if (random.nextInt(10) == 0) {
        all.add(all.getLast());
      }
      if (random.nextInt(40) == 0) {
        ago -= random.nextInt(60_000);
      }
    }
    if (random.nextBoolean()) {
      Collections.shuffle(all, random);
    }
    return all;
  }
}
