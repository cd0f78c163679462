package dev.slotwright.plan;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for every plan. The seed is the test's name. */
class SlotBalancerPropertyTest {
  static LongStream seeds() {
    return LongStream.rangeClosed(1, 60);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void everyPlanIsSoundAndNoDearerThanTheNaiveOne(long seed) {
    Random random = new Random(seed);
    SlotBalancer.Request request = request(random);

    SlotPlan plan = SlotBalancer.plan(request);

    assertThat(plan.owners().values().stream().mapToInt(SlotSet::size).sum()).isEqualTo(Slot.COUNT);
    assertThat(plan.owners().keySet()).noneMatch(request.draining()::contains);
    assertThat(plan.owners()).hasSize(request.owners().size() - request.draining().size());
    assertThat(applied(request.owners(), plan)).isEqualTo(new TreeMap<>(plan.owners()));
    assertThat(plan.bytes()).isGreaterThanOrEqualTo((long) (plan.lowerBoundBytes() * 0.999));
    assertThat(SlotBalancer.plan(request)).isEqualTo(plan);
    long naive = new NaiveBalancer(request).movedBytes();
    assertThat(plan.bytes()).isLessThanOrEqualTo((long) (naive * 1.01) + 2_000_000);
    assertPeakNeverRises(request, plan);
  }

  /** Stopping after any move leaves the fullest master no fuller than before or at the end. */
  private static void assertPeakNeverRises(SlotBalancer.Request request, SlotPlan plan) {
    Map<NodeId, Long> load = new HashMap<>();
    request.owners().forEach((id, slots) -> load.put(id, request.bytes().total(slots)));
    long before = load.values().stream().mapToLong(l -> l).max().orElseThrow();
    for (SlotMove move : plan.moves()) {
      load.merge(move.from(), -move.bytes(), Long::sum);
      load.merge(move.to(), move.bytes(), Long::sum);
      assertThat(load.get(move.to())).isLessThanOrEqualTo(Math.max(before, plan.peakBytes()));
    }
  }

  private static Map<NodeId, SlotSet> applied(Map<NodeId, SlotSet> owners, SlotPlan plan) {
    Map<NodeId, SlotSet> after = new TreeMap<>(owners);
    for (SlotMove move : plan.moves()) {
      assertThat(after.get(move.from()).intersect(move.slots())).isEqualTo(move.slots());
      after.computeIfPresent(move.from(), (id, slots) -> slots.minus(move.slots()));
      after.computeIfPresent(move.to(), (id, slots) -> slots.plus(move.slots()));
    }
    after.values().removeIf(SlotSet::isEmpty);
    return after;
  }

  private static SlotBalancer.Request request(Random random) {
    int masters = 3 + random.nextInt(20);
    Map<NodeId, SlotSet> owners =
        random.nextBoolean()
            ? Clusters.masters(masters).withEmptyMasters(random.nextInt(4)).owners()
            : scattered(random, masters);
    Set<NodeId> draining = new TreeSet<>();
    for (int i = random.nextInt(3); i > 0; i--) {
      draining.add(Clusters.master(random.nextInt(masters)));
    }
    SlotBytes bytes =
        switch (random.nextInt(4)) {
          case 0 -> Loads.lognormal(random.nextLong(), 0.5);
          case 1 -> Loads.lognormal(random.nextLong(), 1.5);
          case 2 -> Loads.uniform(1_000);
          default -> Loads.sparse(random.nextLong(), 5_000);
        };
    return new SlotBalancer.Request(owners, bytes, 0.02 + random.nextDouble() * 0.2)
        .drain(draining);
  }

  private static Map<NodeId, SlotSet> scattered(Random random, int masters) {
    int[] owner = random.ints(Slot.COUNT, 0, masters).toArray();
    Map<NodeId, SlotSet> owners = new TreeMap<>();
    for (int m = 0; m < masters; m++) {
      int master = m;
      owners.put(
          Clusters.master(m),
          SlotSet.of(IntStream.range(0, Slot.COUNT).filter(s -> owner[s] == master)));
    }
    return owners;
  }
}
