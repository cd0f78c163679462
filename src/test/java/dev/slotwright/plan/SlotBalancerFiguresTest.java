package dev.slotwright.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slotwright.cluster.Clusters;
import dev.slotwright.cluster.NodeId;
import dev.slotwright.cluster.SlotSet;
import dev.slotwright.load.SlotBytes;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bytes moved against the lower bound; prints what was measured. */
class SlotBalancerFiguresTest {
  private static final int WARM_UP = 3;

  @ParameterizedTest(name = "{0} to {1} masters within {2}: at most {3} of the lower bound")
  @CsvSource({
    "3, 4, 0.05, 1.01",
    "100, 110, 0.05, 1.01",
    "490, 500, 0.10, 1.05",
    "500, 450, 0.10, 1.05",
    "500, 500, 0.10, 1.15",
  })
  void movesHardlyMoreThanAnyPlanMust(int before, int after, double tolerance, double ratio) {
    for (long seed = 1; seed <= 5; seed++) {
      SlotBytes bytes = Loads.lognormal(seed, 1.0);
      SlotBalancer.Request request = request(before, after, bytes, tolerance);
      for (int i = 0; i < WARM_UP; i++) {
        SlotBalancer.plan(request);
      }
      long start = System.nanoTime();
      SlotPlan plan = SlotBalancer.plan(request);
      long millis = (System.nanoTime() - start) / 1_000_000;

      double mean = bytes.total(SlotSet.ALL) / (double) after;
      long low = plan.owners().values().stream().mapToLong(bytes::total).min().orElseThrow();
      System.out.printf(
          "%d -> %d masters, tolerance %.2f, seed %d: moved/LB %.4f, %d slots in %d moves, %d"
              + " ranges, %.3f..%.3f of the mean, %d ms%n",
          before,
          after,
          tolerance,
          seed,
          plan.bytes() / (double) plan.lowerBoundBytes(),
          plan.slotsMoved(),
          plan.moves().size(),
          plan.owners().values().stream().mapToInt(s -> s.ranges().size()).sum(),
          low / mean,
          plan.peakBytes() / mean,
          millis);
      assertThat(plan.bytes() / (double) plan.lowerBoundBytes()).isLessThanOrEqualTo(ratio);
      long heaviest = SlotSet.ALL.stream().mapToLong(bytes::of).max().orElseThrow();
      assertThat(plan.peakBytes())
          .isLessThanOrEqualTo(Math.max(heaviest, (long) (mean * (1 + tolerance))));
      assertThat(low / mean).isGreaterThan(0.99 * (1 - tolerance));
      assertThat(plan.owners()).hasSize(after);
    }
  }

  private static SlotBalancer.Request request(
      int before, int after, SlotBytes bytes, double tolerance) {
    Map<NodeId, SlotSet> owners =
        Clusters.masters(before).withEmptyMasters(Math.max(0, after - before)).owners();
    Set<NodeId> leaving =
        owners.keySet().stream()
            .sorted()
            .skip(Math.max(after, 0))
            .limit(Math.max(0, before - after))
            .collect(Collectors.toSet());
    return new SlotBalancer.Request(owners, bytes, tolerance).drain(leaving);
  }
}
