package dev.slotwright.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slotwright.cluster.Clusters;
import dev.slotwright.cluster.NodeId;
import dev.slotwright.cluster.Slot;
import dev.slotwright.cluster.SlotSet;
import dev.slotwright.load.SlotBytes;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Masters that are to hold more or less than others. */
class SharesTest {
  private static final double TOLERANCE = 0.05;

  private final Map<NodeId, SlotSet> three = Clusters.masters(3).owners();

  @Test
  void aMasterOfShareTwoHoldsTwiceAsMuch() {
    SlotBytes bytes = Clusters.masters(3).bytes(400_000_000);

    SlotPlan plan = plan(three, bytes, Map.of(Clusters.master(1), 2.0));

    assertShares(plan, bytes, Map.of(Clusters.master(1), 2.0));
    // A share is 300 MB: the others give what they have above 315 MB, which is more than m001
    // lacks.
    assertThat(plan.lowerBoundBytes()).isBetween(169_900_000L, 170_100_000L);
    assertThat(plan.bytes()).isBetween(plan.lowerBoundBytes(), plan.lowerBoundBytes() + 200_000);
    assertThat(plan.moves()).allMatch(move -> move.to().equals(Clusters.master(1)));
  }

  @Test
  void withoutDataSharesCountSlots() {
    SlotPlan plan = plan(three, Loads.nothing(), Map.of(Clusters.master(0), 0.5));

    double share = Slot.COUNT / 2.5;
    assertThat((double) plan.owners().get(Clusters.master(0)).size())
        .isBetween(0.95 * share / 2 - 1, 1.05 * share / 2 + 1);
    assertThat((double) plan.owners().get(Clusters.master(2)).size())
        .isBetween(0.95 * share - 1, 1.05 * share + 1);
  }

  @Test
  void emptySlotsFollowTheSharesToo() {
    SlotPlan plan = plan(three, Loads.sparse(3, 50), Map.of(Clusters.master(0), 3.0));

    assertThat(plan.owners().get(Clusters.master(0)).size())
        .isGreaterThan(2 * plan.owners().get(Clusters.master(1)).size() * 8 / 10);
  }

  @Test
  void aHugeSlotStaysAtTheMasterThatHasRoomForIt() {
    long[] bytes = SlotBytes.uniform(100).bytes();
    bytes[0] = 1_000_000;
    Map<NodeId, Double> shares = Map.of(Clusters.master(0), 4.0);

    SlotPlan plan = plan(three, new SlotBytes(bytes, false), shares);

    assertThat(plan.owners().get(Clusters.master(0)).contains(0)).isTrue();
    assertShares(plan, new SlotBytes(bytes, false), shares);
  }

  static LongStream seeds() {
    return LongStream.rangeClosed(1, 60);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void everyMasterEndsWithinItsShareAndAPlanOnTopMovesNothing(long seed) {
    Random random = new Random(seed);
    int masters = 3 + random.nextInt(10);
    Map<NodeId, SlotSet> owners =
        Clusters.masters(masters).withEmptyMasters(random.nextInt(3)).owners();
    Map<NodeId, Double> shares = new HashMap<>();
    for (int i = random.nextInt(masters); i > 0; i--) {
      shares.put(Clusters.master(random.nextInt(masters)), 0.25 + 3 * random.nextDouble());
    }
    SlotBytes bytes = Loads.lognormal(random.nextLong(), random.nextBoolean() ? 0.3 : 0.8);

    SlotPlan plan = plan(owners, bytes, shares);

    assertShares(plan, bytes, shares);
    assertThat(plan.bytes()).isGreaterThanOrEqualTo(plan.lowerBoundBytes());
    assertThat(plan.bytes()).isLessThanOrEqualTo((long) (plan.lowerBoundBytes() * 1.2) + 5_000_000);
    assertThat(plan.owners().values().stream().mapToInt(SlotSet::size).sum()).isEqualTo(Slot.COUNT);
    assertThat(plan(Loads.after(plan, owners.keySet()), bytes, shares).moves()).isEmpty();
  }

  @Test
  void anEvacuationTakesNothingFromThoseWhoStay() {
    SlotBytes bytes = Clusters.masters(4).bytes(900, 300, 300, 300);
    Map<NodeId, SlotSet> four = Clusters.masters(4).owners();

    SlotPlan plan =
        SlotBalancer.evacuate(
            new SlotBalancer.Request(four, bytes, TOLERANCE).drain(Set.of(Clusters.master(3))));

    assertThat(plan.moves()).allMatch(move -> move.from().equals(Clusters.master(3)));
    assertThat(plan.owners()).doesNotContainKey(Clusters.master(3));
    assertThat(plan.bytes()).isEqualTo(300).isEqualTo(plan.lowerBoundBytes());
    assertThat(bytes.total(plan.owners().get(Clusters.master(0)))).isEqualTo(900);
  }

  @Test
  void anEvacuationFollowsTheShares() {
    SlotBytes bytes = SlotBytes.uniform(1000);
    SlotPlan plan =
        SlotBalancer.evacuate(
            new SlotBalancer.Request(three, bytes, TOLERANCE)
                .drain(Set.of(Clusters.master(2)))
                .weighted(Map.of(Clusters.master(0), 3.0)));

    assertThat(plan.owners().get(Clusters.master(0)).size())
        .isGreaterThan((int) (Slot.COUNT * 0.65));
  }

  @Test
  void sharesThatMakeNoSenseAreRefused() {
    SlotBalancer.Request request = new SlotBalancer.Request(three, SlotBytes.uniform(1), TOLERANCE);
    assertThatThrownBy(() -> request.weighted(Map.of(Clusters.master(0), 0.0)))
        .hasMessageContaining("share 0.0 of m000 is outside 0.01..100");
    assertThatThrownBy(() -> request.weighted(Map.of(Clusters.master(9), 1.0)))
        .hasMessageContaining("not among");
  }

  private static SlotPlan plan(
      Map<NodeId, SlotSet> owners, SlotBytes bytes, Map<NodeId, Double> shares) {
    return SlotBalancer.plan(new SlotBalancer.Request(owners, bytes, TOLERANCE).weighted(shares));
  }

  /** Every master within tolerance of its share, or above it with one slot that fits nowhere. */
  private static void assertShares(SlotPlan plan, SlotBytes bytes, Map<NodeId, Double> shares) {
    Map<NodeId, Double> all = new TreeMap<>();
    plan.owners().keySet().forEach(id -> all.put(id, shares.getOrDefault(id, 1.0)));
    double sum = all.values().stream().mapToDouble(share -> share).sum();
    double mean = bytes.total(SlotSet.ALL) / sum;
    plan.owners()
        .forEach(
            (id, slots) ->
                assertThat((double) bytes.total(slots))
                    .as("%s of share %s", id, all.get(id))
                    .isBetween(
                        mean * all.get(id) * (1 - TOLERANCE) - 1,
                        mean * all.get(id) * (1 + TOLERANCE) + 1));
  }
}
