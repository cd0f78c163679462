package dev.slotwright.judgement;

import static dev.slotwright.judgement.Situations.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slotwright.cluster.Clusters;
import dev.slotwright.cluster.NodeId;
import dev.slotwright.judgement.Reason.Code;
import dev.slotwright.judgement.Reason.Stage;
import dev.slotwright.load.Metric;
import dev.slotwright.load.Signal;
import dev.slotwright.load.SlotBytes;
import dev.slotwright.policy.Bounds;
import dev.slotwright.policy.Pause;
import dev.slotwright.policy.SignalTarget.Aggregate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the signals ask for and what is made of it. */
class JudgeTest {
  private static final NodeId FIRST = Clusters.master(0);

  /** Memory of every shard, 3 to 10 of them allowed, steps of 4 out and 1 in. */
  @ParameterizedTest
  @CsvSource({
    "3, 0.81, scale-out, 4",
    "3, 0.70, hold, 3", // within the tolerance of 10 %
    "3, 0.72, scale-out, 4",
    "5, 0.80, scale-out, 7",
    "8, 0.84, scale-out, 10", // maxShards
    "4, 0.40, scale-in, 3",
    "4, 0.50, hold, 4", // within the tolerance of 25 %
    "6, 0.10, scale-in, 5", // one at a time
    "3, 0.10, hold, 1", // minShards; what the load alone would want
  })
  void followsMemory(int shards, double memory, String verdict, int target) {
    Verdict reached = even(shards, Policies.memory()).memory(memory).judge();
    assertThat(reached.name()).as("%s", reached.reasons()).isEqualTo(verdict);
    assertThat(reached.target()).isEqualTo(target);
  }

  @Test
  void tellsEveryStageWithItsNumbers() {
    Verdict verdict = even(3, Policies.memory()).memory(0.81, 0.80, 0.79).judge();
    assertThat(verdict.reasons().stream().map(Reason::stage))
        .containsExactly(
            Stage.SIGNAL,
            Stage.TOLERANCE,
            Stage.STABILIZATION,
            Stage.BOUNDS,
            Stage.STEP,
            Stage.PLAN,
            Stage.COOLDOWN,
            Stage.GUARD,
            Stage.PAUSE,
            Stage.MODE);
    Reason first = verdict.reasons().getFirst();
    assertThat(first.before()).isEqualTo(3);
    assertThat(first.after()).isEqualTo(4);
    assertThat(first.why())
        .isEqualTo("memory 0.81 of 0.65 on shard m000: 4 shards would bring the peak to 0.63");
  }

  @Test
  void growsOntoNewMastersOrOntoThoseWithoutSlots() {
    Verdict fresh = even(3, Policies.memory()).memory(0.81).judge();
    assertThat(fresh.slotPlan().orElseThrow().owners())
        .containsOnlyKeys(
            Clusters.master(0), Clusters.master(1), Clusters.master(2), new NodeId("new-1"));
    Clusters waiting = Clusters.masters(3).withReplicas(1).withEmptyMasters(1);
    Verdict reused = Situations.of(waiting, Policies.memory()).memory(0.81).judge();
    assertThat(reused.slotPlan().orElseThrow().owners()).containsKey(Clusters.fresh(6));
  }

  @Test
  void aShardThatOnlyServesMoreIsNotMoreShards() {
    Policies policies = Policies.memory().with(Signal.ENGINE_CPU, 0.60, 0.95, Aggregate.AVERAGE);
    Verdict verdict = even(3, policies).memory(0.50).cpu(0.90, 0.10, 0.10).judge();
    assertThat(verdict).as("%s", verdict.reasons()).isInstanceOf(Verdict.Rebalance.class);
    assertThat(verdict.target()).isEqualTo(3);
    assertThat(codes(verdict)).contains(Code.REBALANCE_SUFFICES);
  }

  @Test
  void aRebalanceIsPreferredToMoreShards() {
    Verdict verdict = even(3, Policies.memory()).memory(0.80, 0.50, 0.50).judge();
    assertThat(verdict).as("%s", verdict.reasons()).isInstanceOf(Verdict.Rebalance.class);
    Policies growing = Policies.memory();
    growing.preferRebalance = false;
    assertThat(even(3, growing).memory(0.80, 0.50, 0.50).judge())
        .isInstanceOfSatisfying(
            Verdict.ScaleOut.class, grown -> assertThat(grown.to()).isEqualTo(4));
  }

  @Test
  void shardsAreEvenedOutWhenNothingElseIsToDo() {
    assertThat(even(3, Policies.memory()).memory(0.60, 0.45, 0.45).judge())
        .isInstanceOf(Verdict.Rebalance.class);
    Verdict even = even(3, Policies.memory()).memory(0.60, 0.55, 0.55).judge();
    assertThat(hold(even).code()).isEqualTo(Code.WITHIN_TOLERANCE);
    assertThat(codes(even)).contains(Code.BALANCED);
  }

  @Test
  void oneSlotThatIsTooBigIsNamed() {
    long[] bytes = new long[16384];
    bytes[0] = (long) (0.80 * Situations.GIB);
    Verdict verdict =
        even(3, Policies.memory())
            .memory(0.80, 0.10, 0.10)
            .slotBytes(new SlotBytes(bytes, false))
            .judge();
    assertThat(hold(verdict).code()).isEqualTo(Code.HOT_SLOT_UNSPLITTABLE);
  }

  /**
   * Two slots of 0.40 on one shard, one of 0.40 on each of the others: only a fourth shard helps.
   */
  @Test
  void slotsThatAreTooBigToLevelAskForMoreShards() {
    long[] bytes = new long[16384];
    for (int slot : new int[] {0, 1, 8000, 16000}) {
      bytes[slot] = (long) (0.40 * Situations.GIB);
    }
    Verdict verdict =
        even(3, Policies.memory())
            .memory(0.80, 0.40, 0.40)
            .slotBytes(new SlotBytes(bytes, false))
            .judge();
    assertThat(verdict.name()).as("%s", verdict.reasons()).isEqualTo("scale-out");
    assertThat(verdict.target()).isEqualTo(4);
  }

  @Test
  void drainsWhatLeavesCheapestAndKeepsToTheHighestOrdinals() {
    Verdict verdict = even(4, Policies.memory()).memory(0.30, 0.30, 0.20, 0.30).judge();
    assertThat(verdict).as("%s", verdict.reasons()).isInstanceOf(Verdict.ScaleIn.class);
    assertThat(verdict.slotPlan().orElseThrow().owners())
        .containsOnlyKeys(Clusters.master(0), Clusters.master(1), Clusters.master(3));
  }

  @Test
  void shrinkingNeedsEverySignal() {
    Policies policies = Policies.memory().with(Signal.ENGINE_CPU, 0.60, 0.95, Aggregate.AVERAGE);
    assertThat(even(4, policies).memory(0.10).cpu(0.55).judge().name()).isEqualTo("hold");
    assertThat(even(4, policies).memory(0.10).cpu(0.20).judge().name()).isEqualTo("scale-in");
  }

  @ParameterizedTest
  @CsvSource({"1000, 3, hold", "1400, 5, scale-out", "500, 3, hold"})
  void opsAreATotal(double each, int target, String verdict) {
    Policies policies = Policies.memory().with(Signal.OPS, 1000, 100_000, Aggregate.AVERAGE);
    Verdict reached = even(3, policies).memory(0.60).ops(each).judge();
    assertThat(reached.name()).isEqualTo(verdict);
    assertThat(reached.target()).isEqualTo(target);
  }

  /** Of totals, too, the fullest shard counts: it would be given more. */
  @ParameterizedTest
  @CsvSource({"3000, hold", "1200, hold", "1000, scale-in"})
  void oneBusyShardAmongIdleOnesKeepsTheShards(double busiest, String verdict) {
    Policies policies = Policies.memory().with(Signal.OPS, 1000, 2000, Aggregate.AVERAGE);
    Verdict reached = even(5, policies).memory(0.10).ops(busiest, 10).judge();
    assertThat(reached.name()).as("%s", reached.reasons()).isEqualTo(verdict);
    assertThat(codes(reached).contains(Code.HARD_BREACH)).isEqualTo(busiest > 2000);
    Policies sending = Policies.memory().with(Signal.NET_OUT, 0.60, 0.90, Aggregate.AVERAGE);
    Situations sent =
        even(5, sending).memory(0.10).eachRate(Metric.NET_OUTPUT_BYTES, busiest * 600, 10);
    assertThat(sent.judge().name()).isEqualTo(verdict);
  }

  @Test
  void opsComeFromTheCounterWhereThereIsNoGauge() {
    Policies policies =
        Policies.memory()
            .without(Signal.MEMORY)
            .with(Signal.OPS, 1000, 100_000, Aggregate.AVERAGE)
            .with(Signal.NET_OUT, 0.6, 0.9, Aggregate.P95);
    Verdict verdict =
        even(3, policies)
            .eachRate(Metric.COMMANDS_PROCESSED, 1200)
            .eachRate(Metric.NET_OUTPUT_BYTES, 3e5)
            .judge();
    assertThat(verdict.target()).as("%s", verdict.reasons()).isEqualTo(4);
  }

  @Test
  void aHardLimitWaitsForNothing() {
    Policies policies = Policies.memory().scaleOut(Duration.ofMinutes(20), 4);
    Situations risen = even(3, policies).memory(0.5).memory(FIRST, ago -> ago < 3 ? 0.9 : 0.5);
    risen
        .memory(Clusters.master(1), ago -> ago < 3 ? 0.9 : 0.5)
        .memory(Clusters.master(2), ago -> ago < 3 ? 0.9 : 0.5)
        .history(
            new History(
                Optional.of(NOW.minusSeconds(10)),
                Optional.empty(),
                Optional.empty(),
                Pause.NONE,
                Optional.empty()));
    Verdict verdict = risen.judge();
    assertThat(verdict).isInstanceOf(Verdict.ScaleOut.class);
    assertThat(codes(verdict)).contains(Code.HARD_BREACH);
  }

  @Test
  void boundsAndStepsLimit() {
    assertThat(codes(even(3, Policies.memory()).memory(0.10).judge())).contains(Code.AT_MIN_SHARDS);
    Policies tight = Policies.memory().scaleOut(Duration.ZERO, 1);
    Verdict step = even(5, tight).memory(0.80).judge();
    assertThat(step.target()).isEqualTo(6);
    assertThat(codes(step)).contains(Code.STEP_LIMITED);
    tight.bounds = new Bounds(3, 5, 1);
    Verdict full = even(5, tight).memory(0.80).judge();
    assertThat(hold(full).code()).isEqualTo(Code.AT_MAX_SHARDS);
    assertThat(full.target()).isEqualTo(7);
    tight.bounds = new Bounds(6, 9, 1);
    assertThat(even(5, tight).memory(0.60).judge().target()).isEqualTo(6);
  }

  @Test
  void aFloorThatTurnsShrinkingRoundIsLabelled() {
    Verdict raised = even(4, Policies.memory().floor(6)).memory(0.10).judge();
    assertThat(raised.target()).isEqualTo(6);
    assertThat(codes(raised)).contains(Code.FLOOR_REVERSED_SCALE_IN);
    Verdict kept = even(4, Policies.memory().floor(4)).memory(0.10).judge();
    assertThat(hold(kept).code()).isEqualTo(Code.SCHEDULE_FLOOR);
  }

  @Test
  void survivorsMustHaveRoom() {
    Policies policies = Policies.memory();
    long[] bytes = new long[16384];
    double each = 0.44 * Situations.GIB;
    int[] heavy = {0, 4096, 8192, 12288};
    for (int slot : heavy) {
      bytes[slot] = (long) each;
    }
    Verdict verdict = even(4, policies).memory(0.44).slotBytes(new SlotBytes(bytes, false)).judge();
    assertThat(hold(verdict).code()).isEqualTo(Code.SURVIVORS_TOO_FULL);
    assertThat(hold(verdict).wanted()).isEqualTo(3);
  }

  /** A policy that never speaks of memory does not shrink a cluster until keys are evicted. */
  @ParameterizedTest
  @CsvSource({"0.80, hold", "0.55, scale-in"})
  void survivorsMustHaveRoomWithoutATargetForMemory(double memory, String verdict) {
    Policies policies =
        Policies.memory().without(Signal.MEMORY).with(Signal.OPS, 1000, 100_000, Aggregate.AVERAGE);
    Verdict reached = even(4, policies).memory(memory).ops(10).judge();
    assertThat(reached.name()).as("%s", reached.reasons()).isEqualTo(verdict);
    if (memory > 0.6) {
      assertThat(hold(reached).code()).isEqualTo(Code.SURVIVORS_TOO_FULL);
    }
    Situations unlimited = even(4, policies).memory(memory).ops(10);
    List.of(0, 1, 2, 3).forEach(i -> unlimited.withoutMaxMemory(Clusters.master(i)));
    assertThat(unlimited.judge().name()).isEqualTo("scale-in");
    Verdict unseen = even(4, policies).memory(0.10).ops(10).unmeasured(FIRST).judge();
    assertThat(hold(unseen).code()).isEqualTo(Code.SURVIVORS_TOO_FULL);
  }

  @Test
  void aClusterThatIsNotFormedIsLeftAlone() {
    Verdict verdict = Situations.of(Clusters.blank(6), Policies.memory()).judge();
    assertThat(hold(verdict).code()).isEqualTo(Code.NOT_FORMED);
  }

  static Situations even(int shards, Policies policies) {
    return Situations.of(Clusters.masters(shards).withReplicas(1), policies);
  }

  static Verdict.Hold hold(Verdict verdict) {
    assertThat(verdict).as("%s", verdict.reasons()).isInstanceOf(Verdict.Hold.class);
    return (Verdict.Hold) verdict;
  }

  static List<Code> codes(Verdict verdict) {
    return verdict.reasons().stream().map(Reason::code).toList();
  }
}
