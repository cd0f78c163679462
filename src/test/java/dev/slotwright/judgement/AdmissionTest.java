package dev.slotwright.judgement;

import static dev.slotwright.judgement.JudgeTest.even;
import static dev.slotwright.judgement.JudgeTest.hold;
import static dev.slotwright.judgement.Situations.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slotwright.cluster.Clusters;
import dev.slotwright.cluster.NodeId;
import dev.slotwright.cluster.SlotSet;
import dev.slotwright.judgement.Reason.Code;
import dev.slotwright.load.Metric;
import dev.slotwright.load.Signal;
import dev.slotwright.load.SlotBytes;
import dev.slotwright.policy.Guards;
import dev.slotwright.policy.Mode;
import dev.slotwright.policy.Pause;
import dev.slotwright.policy.SignalTarget.Aggregate;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Whether what was planned may be done now: cool-down, guards, pause, mode. */
class AdmissionTest {
  private static final NodeId FIRST = Clusters.master(0);
  private static final Instant MINUTES_AGO_4 = NOW.minus(Duration.ofMinutes(4));

  @Test
  void cooldownsAreSeparate() {
    Situations growing = even(3, Policies.memory()).memory(0.80);
    Verdict cooling = growing.history(history(MINUTES_AGO_4, null, null)).judge();
    assertThat(hold(cooling).code()).isEqualTo(Code.COOLING_DOWN);
    assertThat(hold(cooling).until()).contains(NOW.plus(Duration.ofMinutes(1)));
    assertThat(hold(cooling).plan()).isPresent();
    assertThat(growing.history(history(null, MINUTES_AGO_4, null)).judge())
        .isInstanceOf(Verdict.ScaleOut.class);
    assertThat(growing.history(history(NOW.minus(Duration.ofMinutes(5)), null, null)).judge())
        .isInstanceOf(Verdict.ScaleOut.class);
    Situations shrinking = even(5, Policies.memory()).memory(0.10);
    assertThat(hold(shrinking.history(history(null, MINUTES_AGO_4, null)).judge()).code())
        .isEqualTo(Code.COOLING_DOWN);
    Situations uneven = even(3, Policies.memory()).memory(0.60, 0.45, 0.45);
    assertThat(hold(uneven.history(history(null, null, MINUTES_AGO_4)).judge()).code())
        .isEqualTo(Code.COOLING_DOWN);
  }

  @Test
  void aClusterThatIsNotOkWaits() {
    Clusters three = Clusters.masters(3).withReplicas(1);
    assertThat(refused(three.down(FIRST))).isEqualTo(Code.CLUSTER_NOT_OK);
    assertThat(refused(three.open(7, FIRST, Clusters.master(1)))).isEqualTo(Code.OPEN_SLOTS);
    assertThat(refused(three.linkDown(Clusters.replica(1, 0)))).isEqualTo(Code.REPLICA_NOT_IN_SYNC);
    assertThat(refused(Clusters.masters(3))).isEqualTo(Code.REPLICA_NOT_IN_SYNC);
    assertThat(refused(three.owning(FIRST, SlotSet.range(0, 99)).owning(FIRST, SlotSet.EMPTY)))
        .isEqualTo(Code.CLUSTER_NOT_OK);
  }

  @Test
  void atAHardLimitReplicasMayLagButSlotsMayNotBeOpen() {
    Clusters three = Clusters.masters(3).withReplicas(1);
    Clusters lagging = three.linkDown(Clusters.replica(1, 0));
    assertThat(Situations.of(lagging, Policies.memory()).memory(0.95).judge())
        .isInstanceOf(Verdict.ScaleOut.class);
    Clusters open = three.open(7, FIRST, Clusters.master(1));
    assertThat(hold(Situations.of(open, Policies.memory()).memory(0.95).judge()).code())
        .isEqualTo(Code.OPEN_SLOTS);
  }

  /** A hot key stays hot wherever its slot goes: moving slots again and again is no answer. */
  @Test
  void aRebalanceAtAHardLimitWaitsLikeAnyOther() {
    Policies policies = Policies.memory().with(Signal.ENGINE_CPU, 0.60, 0.85, Aggregate.AVERAGE);
    Clusters three = Clusters.masters(3).withReplicas(1);
    assertThat(hotKey(three, policies).judge()).isInstanceOf(Verdict.Rebalance.class);
    Verdict again = hotKey(three, policies).history(history(null, null, MINUTES_AGO_4)).judge();
    assertThat(hold(again).code()).isEqualTo(Code.COOLING_DOWN);
    assertThat(hold(hotKey(three, policies).completeSince(Optional.empty()).judge()).code())
        .isEqualTo(Code.WARMING_UP);
    assertThat(hold(hotKey(three, policies).silent(Clusters.master(1), 5).judge()).code())
        .isEqualTo(Code.MISSING_DATA);
    Clusters lagging = three.linkDown(Clusters.replica(1, 0));
    assertThat(hold(hotKey(lagging, policies).judge()).code()).isEqualTo(Code.REPLICA_NOT_IN_SYNC);
  }

  /** Levelling bytes alone would give the shard with the hot key more slots. */
  @Test
  void aHotShardIsGivenNoSlots() {
    Policies policies = Policies.memory().with(Signal.ENGINE_CPU, 0.60, 0.85, Aggregate.AVERAGE);
    long[] bytes = new long[16384];
    bytes[0] = (long) (0.10 * Situations.GIB);
    for (int slot = 6000; slot < 6100; slot++) {
      bytes[slot] = (long) (0.005 * Situations.GIB);
    }
    Situations uneven =
        even(3, policies).memory(0.10, 0.50, 0.30).slotBytes(new SlotBytes(bytes, false));
    assertThat(uneven.cpu(0.10).judge()).isInstanceOf(Verdict.Rebalance.class);
    Verdict hot = uneven.cpu(0.95, 0.10).judge();
    assertThat(hold(hot).code()).as("%s", hot.reasons()).isEqualTo(Code.HOT_SHARD);
  }

  @Test
  void guardsCanBeSwitchedOff() {
    Policies policies = Policies.memory();
    policies.guards = new Guards(false, false, false, Duration.ZERO);
    Clusters open = Clusters.masters(3).open(7, FIRST, Clusters.master(1));
    assertThat(Situations.of(open, policies).memory(0.80).judge())
        .isInstanceOf(Verdict.ScaleOut.class);
  }

  @Test
  void evictionsStandInTheWayOfShrinkingOnly() {
    Situations evicted =
        even(5, Policies.memory())
            .memory(0.10)
            .rate(FIRST, Metric.EVICTED_KEYS, ago -> ago > 5 && ago < 6 ? 3 : 0);
    assertThat(hold(evicted.judge()).code()).isEqualTo(Code.EVICTING);
    Situations before =
        even(5, Policies.memory())
            .memory(0.10)
            .rate(FIRST, Metric.EVICTED_KEYS, ago -> ago > 12 ? 3 : 0);
    assertThat(before.judge()).isInstanceOf(Verdict.ScaleIn.class);
    Situations growing =
        even(3, Policies.memory()).memory(0.80).rate(FIRST, Metric.EVICTED_KEYS, ago -> 3);
    assertThat(growing.judge()).isInstanceOf(Verdict.ScaleOut.class);
  }

  /** What a replica measured was not its shard's load: the window forgets the peak of before. */
  @Test
  void aFailoverWithinTheLookBackStandsInTheWayOfShrinking() {
    Situations idle = even(5, Policies.memory()).memory(0.10);
    assertThat(idle.judge()).isInstanceOf(Verdict.ScaleIn.class);
    Verdict recent = idle.promoted(FIRST, 20).judge();
    assertThat(hold(recent).code()).isEqualTo(Code.RECENT_FAILOVER);
    assertThat(hold(recent).until()).contains(NOW.plus(Duration.ofMinutes(12)));
    assertThat(recent.reasons().getLast().why()).contains("master m000 was a replica");
    assertThat(idle.promoted(FIRST, 32).judge()).isInstanceOf(Verdict.ScaleIn.class);
    assertThat(even(3, Policies.memory()).memory(0.80).promoted(FIRST, 1).judge())
        .isInstanceOf(Verdict.ScaleOut.class);
    Situations uneven = even(3, Policies.memory()).memory(0.60, 0.45, 0.45).promoted(FIRST, 1);
    assertThat(uneven.judge()).isInstanceOf(Verdict.Rebalance.class);
    Policies policies = Policies.memory().with(Signal.ENGINE_CPU, 0.60, 0.85, Aggregate.AVERAGE);
    Situations hot = hotKey(Clusters.masters(3).withReplicas(1), policies);
    assertThat(hold(hot.promoted(Clusters.master(1), 1).judge()).code())
        .isEqualTo(Code.RECENT_FAILOVER);
  }

  @Test
  void aPauseHoldsItsDirection() {
    Situations growing = even(3, Policies.memory()).memory(0.80);
    Situations shrinking = even(5, Policies.memory()).memory(0.10);
    assertThat(hold(growing.paused(new Pause(true, false, false)).judge()).code())
        .isEqualTo(Code.PAUSED);
    assertThat(hold(growing.paused(new Pause(false, true, false)).judge()).code())
        .isEqualTo(Code.PAUSED);
    assertThat(growing.paused(new Pause(false, false, true)).judge().name()).isEqualTo("scale-out");
    assertThat(hold(shrinking.paused(new Pause(false, false, true)).judge()).code())
        .isEqualTo(Code.PAUSED);
    Policies inFile = Policies.memory();
    inFile.pause = new Pause(true, false, false);
    assertThat(hold(even(3, inFile).memory(0.80).judge()).code()).isEqualTo(Code.PAUSED);
  }

  @Test
  void modesThatOnlyTellGiveThePlan() {
    Verdict.Hold seen = hold(even(3, Policies.memory().mode(Mode.OBSERVE)).memory(0.80).judge());
    assertThat(seen.code()).isEqualTo(Code.OBSERVING);
    Verdict.Hold told = hold(even(3, Policies.memory().mode(Mode.RECOMMEND)).memory(0.80).judge());
    assertThat(told.code()).isEqualTo(Code.RECOMMENDING);
    assertThat(told.wanted()).isEqualTo(4);
    assertThat(told.plan().orElseThrow().moves()).isNotEmpty();
  }

  @Test
  void anApprovalLetsThatVeryPlanGoUntilItExpires() {
    Situations full = even(3, Policies.memory().mode(Mode.APPROVE)).memory(0.80);
    Verdict.Hold waiting = hold(full.judge());
    assertThat(waiting.code()).isEqualTo(Code.AWAITING_APPROVAL);
    String hash = waiting.planHash().orElseThrow();
    assertThat(waiting.reasons().getLast().why()).contains(hash);
    assertThat(full.approved(hash, NOW.minus(Duration.ofHours(24))).judge())
        .isInstanceOfSatisfying(
            Verdict.ScaleOut.class, out -> assertThat(out.planHash()).contains(hash));
    assertThat(hold(full.approved(hash, NOW.minus(Duration.ofHours(25))).judge()).code())
        .isEqualTo(Code.AWAITING_APPROVAL);
    assertThat(hold(full.approved("another", NOW).judge()).code())
        .isEqualTo(Code.AWAITING_APPROVAL);
  }

  @Test
  void thePlansNameFollowsItsShapeAndNotItsBytes() {
    Policies policies = Policies.memory().mode(Mode.APPROVE);
    Verdict one = even(3, policies).memory(0.80).judge();
    Verdict later = even(3, policies).memory(0.801, 0.79, 0.812).judge();
    assertThat(later.slotPlan().orElseThrow().hash())
        .isNotEqualTo(one.slotPlan().orElseThrow().hash());
    assertThat(later.planHash()).isEqualTo(one.planHash());
    Verdict more = even(3, policies).memory(0.95).judge();
    assertThat(more.planHash()).isNotEqualTo(one.planHash());
    Clusters other = Clusters.masters(3).withReplicas(1).owning(FIRST, SlotSet.range(0, 6000));
    Verdict elsewhere = Situations.of(other, policies).memory(0.80).judge();
    assertThat(elsewhere.target()).isEqualTo(4);
    assertThat(elsewhere.planHash()).isNotEqualTo(one.planHash());
    assertThat(even(3, policies).memory(0.60).judge().planHash()).isEmpty();
  }

  @Test
  void theSameSituationGivesTheSameVerdict() {
    Situation situation =
        even(3, Policies.memory()).memory(0.8).slotBytes(SlotBytes.uniform(1)).situation();
    assertThat(Judge.judge(situation)).isEqualTo(Judge.judge(situation));
  }

  private static Situations hotKey(Clusters cluster, Policies policies) {
    return Situations.of(cluster, policies).memory(0.50).cpu(0.95, 0.10);
  }

  private static Code refused(Clusters cluster) {
    return hold(Situations.of(cluster, Policies.memory()).memory(0.80).judge()).code();
  }

  private static History history(Instant out, Instant in, Instant rebalance) {
    return new History(
        Optional.ofNullable(out),
        Optional.ofNullable(in),
        Optional.ofNullable(rebalance),
        Pause.NONE,
        Optional.empty());
  }
}
