package dev.slotwright.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slotwright.cluster.Clusters;
import dev.slotwright.cluster.NodeId;
import dev.slotwright.cluster.Slot;
import dev.slotwright.cluster.SlotSet;
import dev.slotwright.load.SlotBytes;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SlotBalancerTest {
  private static final double TOLERANCE = 0.05;

  private final Map<NodeId, SlotSet> three = Clusters.masters(3).owners();
  private final Map<NodeId, SlotSet> threeAndOne = Clusters.masters(3).withEmptyMasters(1).owners();

  @Test
  void theExampleOfTheJavadocHolds() {
    SlotBytes bytes = Clusters.masters(3).bytes(300_000_000);

    SlotPlan plan = plan(threeAndOne, bytes);

    assertThat(plan.lowerBoundBytes()).isEqualTo(213_750_000);
    assertThat(plan.bytes()).isBetween(213_750_000L, 213_900_000L);
    assertThat(plan.moves()).allMatch(move -> move.to().equals(Clusters.fresh(3)));
  }

  @Test
  void nothingMovesWithinTheBand() {
    SlotPlan plan = plan(three, Clusters.masters(3).bytes(100_000, 98_000, 103_000));

    assertThat(plan.moves()).isEmpty();
    assertThat(plan.bytes()).isZero();
    assertThat(plan.owners()).isEqualTo(three);
  }

  @Test
  void aNewShardIsFilledFromAllAndOldOnesExchangeNothing() {
    SlotPlan plan = plan(threeAndOne, Loads.lognormal(7, 1));

    assertThat(plan.moves()).hasSize(3).allMatch(move -> move.to().equals(Clusters.fresh(3)));
  }

  @Test
  void equalSlotsMoveInWholeRanges() {
    SlotPlan plan = plan(threeAndOne, SlotBytes.uniform(1000));

    assertThat(plan.owners().values()).allMatch(slots -> slots.ranges().size() <= 3);
    assertThat(plan.owners().get(Clusters.fresh(3)).size()).isBetween(3891, 4301);
  }

  @Test
  void withoutDataSlotsAreCounted() {
    SlotPlan plan = plan(threeAndOne, Loads.nothing());

    assertThat(plan.bytes()).isZero();
    assertThat(plan.lowerBoundBytes()).isZero();
    assertThat(plan.owners().values()).allMatch(s -> Math.abs(s.size() - 4096) <= 4096 * TOLERANCE);
  }

  @Test
  void fewKeysStillLeaveTheNewShardAFairNumberOfSlots() {
    SlotPlan plan = plan(threeAndOne, Loads.sparse(3, 50));

    assertThat(plan.owners().get(Clusters.fresh(3)).size()).isGreaterThanOrEqualTo(2048);
  }

  @Test
  void drainedMastersEndEmptyAndTheirSlotsStayInRanges() {
    Set<NodeId> leaving = Set.of(Clusters.master(1));
    SlotPlan plan =
        SlotBalancer.plan(
            new SlotBalancer.Request(three, SlotBytes.uniform(10), TOLERANCE).drain(leaving));

    assertThat(plan.owners()).containsOnlyKeys(Clusters.master(0), Clusters.master(2));
    assertThat(plan.bytes()).isEqualTo(plan.lowerBoundBytes());
    assertThat(plan.owners().values()).allMatch(slots -> slots.ranges().size() <= 3);
  }

  @Test
  void aDrainWithoutDataKeepsTheCountsEven() {
    SlotPlan plan =
        SlotBalancer.plan(
            new SlotBalancer.Request(three, Loads.nothing(), TOLERANCE)
                .drain(Set.of(Clusters.master(2))));

    assertThat(plan.owners().values()).allMatch(s -> Math.abs(s.size() - 8192) <= 410);
  }

  @Test
  void oneHugeSlotGetsAMasterForItselfAndTheOthersAreBalanced() {
    long[] bytes = SlotBytes.uniform(100).bytes();
    bytes[0] = 3_000_000;

    SlotPlan plan = plan(three, new SlotBytes(bytes, false));

    assertThat(plan.peakBytes()).isLessThanOrEqualTo(3_050_000);
    NodeId home = Clusters.master(0);
    assertThat(plan.owners().get(home).contains(0)).isTrue();
    assertThat(plan.owners().get(Clusters.master(1)).size())
        .isCloseTo(
            plan.owners().get(Clusters.master(2)).size(), org.assertj.core.data.Offset.offset(820));
  }

  @Test
  void aDestinationNeverExceedsTheHardLimit() {
    SlotBytes bytes = Clusters.masters(3).bytes(1_000_000, 600_000, 200_000);
    long hard = 900_000;

    SlotPlan plan =
        SlotBalancer.plan(
            new SlotBalancer.Request(three, bytes, TOLERANCE)
                .drain(Set.of(Clusters.master(1)))
                .under(hard));

    long left = bytes.total(plan.owners().getOrDefault(Clusters.master(1), SlotSet.EMPTY));
    assertThat(bytes.total(plan.owners().get(Clusters.master(2)))).isLessThanOrEqualTo(hard);
    assertThat(left).as("what fits nowhere stays").isZero();
    assertThat(plan.moves()).noneMatch(move -> move.to().equals(Clusters.master(0)));
  }

  @Test
  void whatFitsNowhereStaysOnTheDrainedMaster() {
    SlotPlan plan =
        SlotBalancer.plan(
            new SlotBalancer.Request(three, Clusters.masters(3).bytes(1_000_000), TOLERANCE)
                .drain(Set.of(Clusters.master(1)))
                .under(1_200_000));

    assertThat(plan.owners()).containsKey(Clusters.master(1));
    assertThat(plan.peakBytes()).isLessThanOrEqualTo(1_200_000);
  }

  @Test
  void theSameInputGivesTheSamePlanWhateverTheOrderOfTheMap() {
    SlotBytes bytes = Loads.lognormal(11, 1);
    Map<NodeId, SlotSet> reversed = new LinkedHashMap<>();
    threeAndOne.keySet().stream()
        .sorted(java.util.Comparator.reverseOrder())
        .forEach(id -> reversed.put(id, threeAndOne.get(id)));

    assertThat(plan(reversed, bytes)).isEqualTo(plan(threeAndOne, bytes));
    assertThat(plan(reversed, bytes).hash()).hasSize(64).isEqualTo(plan(threeAndOne, bytes).hash());
  }

  @Test
  void aPlanOnTopOfAPlanMovesNothing() {
    SlotBytes bytes = Loads.lognormal(5, 1);
    SlotPlan first = plan(threeAndOne, bytes);

    assertThat(plan(Loads.after(first, threeAndOne.keySet()), bytes).moves()).isEmpty();
  }

  @Test
  void requestsThatMakeNoSenseAreRefused() {
    SlotBytes bytes = SlotBytes.uniform(1);
    assertThatThrownBy(() -> new SlotBalancer.Request(three, bytes, 0.05).drain(three.keySet()))
        .hasMessageContaining("no master would stay");
    assertThatThrownBy(() -> new SlotBalancer.Request(three, bytes, -1))
        .hasMessageContaining("tolerance -1.0");
    assertThatThrownBy(
            () ->
                plan(
                    Map.of(Clusters.master(0), SlotSet.of(1), Clusters.master(1), SlotSet.of(1)),
                    bytes))
        .hasMessageContaining("slot 1 has two owners");
    assertThat(plan(three, bytes).owners().values().stream().mapToInt(SlotSet::size).sum())
        .isEqualTo(Slot.COUNT);
  }

  private static SlotPlan plan(Map<NodeId, SlotSet> owners, SlotBytes bytes) {
    return SlotBalancer.plan(new SlotBalancer.Request(owners, bytes, TOLERANCE));
  }
}
