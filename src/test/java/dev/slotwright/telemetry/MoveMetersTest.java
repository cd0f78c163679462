package dev.slotwright.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.slotwright.control.MoveTotals;
import dev.slotwright.operation.PauseHistogram;
import dev.slotwright.operation.RetryCause;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.distribution.CountAtBucket;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class MoveMetersTest {
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final MoveMeters meters = new MoveMeters(registry);

  @Test
  void whatHasComeSinceTheLastLookCountsOnce() {
    meters.count("shop", totals(2, 0.1, 3));
    meters.count("shop", totals(2, 0.1, 3));
    meters.count("shop", totals(5, 0.1, 3, 4, 2000));

    Timer migrates = registry.get("slotwright.migrate").tag("cluster", "shop").timer();
    assertThat(migrates.count()).isEqualTo(4);
    assertThat(migrates.totalTime(TimeUnit.MILLISECONDS)).isCloseTo(2007.1, within(0.01));
    assertThat(
            Arrays.stream(migrates.takeSnapshot().histogramCounts())
                .filter(bucket -> bucket.bucket(TimeUnit.MICROSECONDS) == 5_000)
                .mapToDouble(CountAtBucket::count))
        .containsExactly(3.0);
    assertThat(retries("shop")).isEqualTo(5);
  }

  @Test
  void theMetersAreThereBeforeAnythingMoves() {
    meters.count("shop", MoveTotals.NONE);

    assertThat(registry.get("slotwright.migrate").timer().count()).isZero();
    assertThat(registry.get("slotwright.move.probe").timer().count()).isZero();
    assertThat(registry.get("slotwright.move.retries").counters())
        .hasSize(RetryCause.values().length);
  }

  @Test
  void aLoopThatWasBegunAnewCountsFromNothing() {
    meters.count("shop", totals(5, 1, 1, 1));
    meters.count("shop", totals(1, 1));

    assertThat(registry.get("slotwright.migrate").timer().count()).isEqualTo(4);
    assertThat(retries("shop")).isEqualTo(6);
  }

  private double retries(String cluster) {
    return registry
        .get("slotwright.move.retries")
        .tag("cluster", cluster)
        .tag("cause", "no-answer")
        .counter()
        .count();
  }

  private static MoveTotals totals(long noAnswers, double... millis) {
    List<Long> counts = new ArrayList<>(PauseHistogram.EMPTY.counts());
    List<Double> sums = new ArrayList<>(PauseHistogram.EMPTY.millis());
    for (double each : millis) {
      int bucket = PauseHistogram.bucket(each);
      counts.set(bucket, counts.get(bucket) + 1);
      sums.set(bucket, sums.get(bucket) + each);
    }
    Map<RetryCause, Long> retries = new EnumMap<>(MoveTotals.NONE.retries());
    retries.put(RetryCause.NO_ANSWER, noAnswers);
    return new MoveTotals(new PauseHistogram(counts, sums), PauseHistogram.EMPTY, retries);
  }
}
