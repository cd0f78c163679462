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
import dev.slotwright.policy.ScaleRule;
import dev.slotwright.policy.SignalTarget;
import java.time.Duration;
import java.util.OptionalDouble;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A need must have stood for a while, in both directions, judged from the window alone. */
class StabilizationTest {
  @Test
  void shrinkingTakesTheMostThatWasNeeded() {
    Verdict early = course(5, Policies.memory(), ago -> ago > 12 ? 0.60 : 0.20).judge();
    assertThat(hold(early).code()).isEqualTo(Code.STABILIZING);
    assertThat(hold(early).wanted()).isEqualTo(2);
    assertThat(hold(early).until().orElseThrow())
        .isBetween(NOW.plus(Duration.ofMinutes(17)), NOW.plus(Duration.ofMinutes(21)));

    Verdict late = course(5, Policies.memory(), ago -> ago > 40 ? 0.60 : 0.20).judge();
    assertThat(late).as("%s", late.reasons()).isInstanceOf(Verdict.ScaleIn.class);
  }

  @Test
  void oneShortPeakKeepsTheShards() {
    Verdict verdict =
        course(5, Policies.memory(), ago -> ago > 20 && ago < 21 ? 0.60 : 0.20).judge();
    assertThat(hold(verdict).code()).isEqualTo(Code.STABILIZING);
  }

  /** Moments are 40 s apart here and a window has 15 s: the samples in between count, too. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 50, 51, 52, 53, 157, 158, 159})
  void aPeakBetweenTwoMomentsThatAreLookedAtKeepsTheShards(int samplesAgo) {
    assertThat(course(5, rarelyLooking(), ago -> 0.20).judge()).isInstanceOf(Verdict.ScaleIn.class);
    Verdict peak =
        course(5, rarelyLooking(), ago -> Math.round(ago * 4) == samplesAgo ? 0.60 : 0.20).judge();
    assertThat(hold(peak).code()).isEqualTo(Code.STABILIZING);
  }

  /** For growing the largest value between two moments would make a need of every peak. */
  @Test
  void peaksBetweenMomentsDoNotGrow() {
    Verdict spiky =
        course(3, rarelyLooking(), ago -> Math.round(ago * 4) % 8 == 0 ? 0.80 : 0.50).judge();
    assertThat(hold(spiky).code()).isEqualTo(Code.STABILIZING);
  }

  @Test
  void growingTakesTheFewestThatWereNeeded() {
    Policies patient = Policies.memory().scaleOut(Duration.ofMinutes(10), 9);
    Verdict sudden = course(3, patient, ago -> ago > 5 ? 0.40 : 0.80).judge();
    assertThat(hold(sudden).code()).isEqualTo(Code.STABILIZING);
    assertThat(hold(sudden).wanted()).isEqualTo(4);

    Verdict lasting = course(3, patient, ago -> ago > 20 ? 0.40 : 0.80).judge();
    assertThat(lasting.target()).isEqualTo(4);

    Verdict rising = course(4, patient, ago -> ago > 5 ? 0.75 : 0.84).judge();
    assertThat(rising.target()).as("%s", rising.reasons()).isEqualTo(5);
    assertThat(codes(rising)).contains(Code.STABILIZING);
  }

  @Test
  void withoutStabilisationTheMomentCounts() {
    Verdict verdict = course(3, Policies.memory(), ago -> ago > 3 ? 0.40 : 0.80).judge();
    assertThat(verdict).isInstanceOf(Verdict.ScaleOut.class);
  }

  /** A new node has no past: its shard counts at target there, so nothing is removed too early. */
  @Test
  void aNodeReplacedInBetweenDelaysShrinking() {
    NodeId replaced = Clusters.master(2);
    Situations same = even(4, Policies.memory()).memory(0.45);
    assertThat(same.judge()).isInstanceOf(Verdict.ScaleIn.class);
    Situations younger = even(4, Policies.memory()).memory(0.45).born(replaced, 10);
    younger.memory(new NodeId("gone"), ago -> 0.45).silent(new NodeId("gone"), 10);
    assertThat(hold(younger.judge()).code()).isEqualTo(Code.STABILIZING);
    Situations growing = even(4, Policies.memory()).memory(0.80).born(replaced, 10);
    assertThat(growing.judge().target()).isEqualTo(6);
  }

  private static Policies rarelyLooking() {
    Policies policies = Policies.memory().scaleOut(Duration.ofMinutes(40), 4);
    policies.scaleIn = new ScaleRule(0.25, Duration.ofMinutes(40), Duration.ZERO, 1);
    policies.signals.put(
        Signal.MEMORY,
        new SignalTarget(
            0.65,
            OptionalDouble.of(0.85),
            SignalTarget.Aggregate.LAST,
            Duration.ofSeconds(15),
            true,
            OptionalDouble.empty()));
    return policies;
  }

  private static Situations course(int shards, Policies policies, DoubleUnaryOperator memory) {
    Situations situations = even(shards, policies);
    for (int i = 0; i < shards; i++) {
      situations.memory(Clusters.master(i), memory);
    }
    return situations;
  }
}
