package dev.slotwright.judgement;

import static dev.slotwright.judgement.JudgeTest.codes;
import static dev.slotwright.judgement.JudgeTest.even;
import static dev.slotwright.judgement.JudgeTest.hold;
import static dev.slotwright.judgement.Situations.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slotwright.cluster.Clusters;
import dev.slotwright.cluster.NodeId;
import dev.slotwright.judgement.Reason.Code;
import dev.slotwright.load.Signal;
import dev.slotwright.load.SlotBytes;
import dev.slotwright.policy.Guards;
import dev.slotwright.policy.SignalTarget.Aggregate;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is not known never makes a cluster smaller, and makes it larger only at a hard limit. */
class MissingDataTest {
  private static final NodeId FIRST = Clusters.master(0);

  @Test
  void withoutAnySampleNothingHappens() {
    assertThat(hold(even(5, Policies.memory()).judge()).code()).isEqualTo(Code.MISSING_DATA);
    Verdict stale = even(3, Policies.memory()).memory(0.80).silent(FIRST, 2).judge();
    assertThat(hold(stale).code()).isEqualTo(Code.MISSING_DATA);
  }

  @Test
  void aSilentShardIsStaleAfterMaxAge() {
    Situations quiet = even(3, Policies.memory()).memory(0.80);
    assertThat(quiet.silent(FIRST, 1).judge()).isInstanceOf(Verdict.ScaleOut.class);
    assertThat(quiet.silent(FIRST, 2).judge()).isInstanceOf(Verdict.Hold.class);
  }

  @Test
  void aMissingShardCountsAtTargetForShrinking() {
    Verdict verdict = even(4, Policies.memory()).memory(0.42).silent(FIRST, 5).judge();
    assertThat(hold(verdict).wanted()).isEqualTo(4);
    Verdict allKnown = even(4, Policies.memory()).memory(0.42).judge();
    assertThat(allKnown).isInstanceOf(Verdict.ScaleIn.class);
  }

  @Test
  void aMissingShardCountsAsIdleForGrowing() {
    Verdict verdict = even(4, Policies.memory()).memory(0.80).silent(FIRST, 5).judge();
    assertThat(verdict.target()).as("%s", verdict.reasons()).isEqualTo(4);
  }

  @Test
  void aHardBreachOfTheOthersGrowsAllTheSame() {
    Verdict verdict = even(4, Policies.memory()).memory(0.95).silent(FIRST, 5).judge();
    assertThat(verdict).as("%s", verdict.reasons()).isInstanceOf(Verdict.ScaleOut.class);
    assertThat(codes(verdict)).contains(Code.HARD_BREACH);
  }

  /** What is seen needs no more shards than there are, but the shard that is full cannot wait. */
  @Test
  void oneShardAtItsHardLimitGrowsWhileAnotherIsNotSeen() {
    Situations full = even(4, Policies.memory()).memory(0.20, 0.90, 0.20);
    assertThat(full.judge()).isInstanceOf(Verdict.Rebalance.class);
    Verdict verdict = full.silent(FIRST, 5).judge();
    assertThat(verdict).as("%s", verdict.reasons()).isInstanceOf(Verdict.ScaleOut.class);
    assertThat(verdict.target()).isEqualTo(5);
    long[] bytes = new long[16384];
    bytes[5000] = (long) (0.90 * Situations.GIB);
    assertThat(hold(full.slotBytes(new SlotBytes(bytes, false)).judge()).code())
        .isEqualTo(Code.MISSING_DATA);
  }

  @Test
  void oneSignalWithoutSamplesKeepsTheShards() {
    Policies policies = Policies.memory().with(Signal.ENGINE_CPU, 0.6, 0.9, Aggregate.P95);
    Verdict verdict = even(5, policies).memory(0.10).judge();
    assertThat(hold(verdict).code()).isEqualTo(Code.MISSING_DATA);
  }

  @Test
  void memoryWithoutALimitHasNoCapacity() {
    Verdict verdict = even(3, Policies.memory()).memory(0.80).withoutMaxMemory(FIRST).judge();
    assertThat(hold(verdict).code()).isEqualTo(Code.NO_CAPACITY);
    Verdict idle = even(5, Policies.memory()).memory(0.10).withoutMaxMemory(FIRST).judge();
    assertThat(hold(idle).code()).isEqualTo(Code.NO_CAPACITY);
    Verdict uneven =
        even(3, Policies.memory()).memory(0.60, 0.45, 0.45).withoutMaxMemory(FIRST).judge();
    assertThat(hold(uneven).code()).isEqualTo(Code.NO_CAPACITY);
  }

  /** The shard counts as missing for memory, also with far more than the others could hold. */
  @Test
  void oneMasterWithoutALimitDoesNotSilenceTheOtherSignals() {
    Policies policies = Policies.memory().with(Signal.OPS, 1000, 2000, Aggregate.AVERAGE);
    Situations busy = even(3, policies).memory(0.50).ops(2500).withoutMaxMemory(FIRST);
    assertThat(busy.judge()).isInstanceOf(Verdict.ScaleOut.class);
    Verdict full = even(4, policies).memory(0.90).ops(10).withoutMaxMemory(FIRST).judge();
    assertThat(full).as("%s", full.reasons()).isInstanceOf(Verdict.ScaleOut.class);
    Verdict large = even(4, policies).memory(9, 0.30).ops(10).withoutMaxMemory(FIRST).judge();
    assertThat(hold(large).code()).isEqualTo(Code.NO_CAPACITY);
    Verdict floor =
        even(3, Policies.memory().floor(5)).memory(0.50).withoutMaxMemory(FIRST).judge();
    assertThat(floor.target()).isEqualTo(5);
  }

  @Test
  void nothingShrinksUntilTheWindowIsWhole() {
    Situations idle = even(5, Policies.memory()).memory(0.10);
    assertThat(idle.judge()).isInstanceOf(Verdict.ScaleIn.class);
    Verdict unknown = idle.completeSince(Optional.empty()).judge();
    assertThat(hold(unknown).code()).isEqualTo(Code.WARMING_UP);
    Verdict young = idle.completeSince(Optional.of(NOW.minus(Duration.ofMinutes(31)))).judge();
    assertThat(hold(young).code()).isEqualTo(Code.WARMING_UP);
    assertThat(hold(young).until()).contains(NOW.plus(Duration.ofMinutes(1)));
    Situations uneven =
        even(3, Policies.memory()).memory(0.60, 0.45, 0.45).completeSince(Optional.empty());
    assertThat(hold(uneven.judge()).code()).isEqualTo(Code.WARMING_UP);
    Situations full = even(3, Policies.memory()).memory(0.80).completeSince(Optional.empty());
    assertThat(full.judge()).isInstanceOf(Verdict.ScaleOut.class);
  }

  @Test
  void theLookBackIsTheLongestOfAll() {
    Policies policies = Policies.memory();
    assertThat(LookBack.of(policies.policy())).isEqualTo(Duration.ofMinutes(32));
    assertThat(LookBack.window(policies.policy(), 10).span()).isGreaterThan(Duration.ofMinutes(32));
    policies.guards = new Guards(true, true, true, Duration.ofHours(2));
    assertThat(LookBack.of(policies.policy())).isEqualTo(Duration.ofHours(2));
  }
}
