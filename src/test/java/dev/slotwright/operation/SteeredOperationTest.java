package dev.slotwright.operation;

import static dev.slotwright.operation.PaperOperations.begin;
import static dev.slotwright.operation.PaperOperations.form;
import static dev.slotwright.operation.PaperOperations.in;
import static dev.slotwright.operation.PaperOperations.out;
import static dev.slotwright.operation.PaperOperations.types;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slotwright.policy.Pause;
import dev.slotwright.policy.Policies;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Operations that somebody pauses, slows, aborts, or takes the policy from. */
class SteeredOperationTest {
  private final PaperOperations paper = new PaperOperations();

  @Test
  void aPauseStopsTheMoveAndAResumeGoesOn() {
    PaperCluster cluster = paper.formed(3, 1);
    ClusterState state = begin(out(3, 5, 1));
    while (!(cluster.move() instanceof MoveStatus.Running)) {
      state = paper.step(state, cluster);
    }

    state = state.with(state.history().paused(new Pause(true, false, false)));
    state = paper.step(state, cluster);
    state = paper.step(state, cluster);
    assertThat(cluster.move()).isInstanceOf(MoveStatus.Idle.class);
    assertThat(state.waiting()).get().extracting(Waiting::reason).isEqualTo("paused");

    state = state.with(state.history().paused(Pause.NONE));
    paper.drive(state, cluster, tick -> {});
    paper.assertWhole(cluster, 5, 1);
  }

  @Test
  void holdsWhileThePolicyIsGone() {
    PaperCluster cluster = paper.formed(3, 1);
    ClusterState state = begin(out(3, 5, 1));
    paper.policy = Optional.empty();

    for (int i = 0; i < 50; i++) {
      state = paper.step(state, cluster);
    }
    assertThat(cluster.observe(paper.now()).pods().desired()).isEqualTo(6);
    assertThat(types(state)).containsOnlyOnce("operation.blocked");

    paper.policy = Optional.of(Policies.memory(3, 12, 1));
    paper.drive(state, cluster, tick -> {});
    paper.assertWhole(cluster, 5, 1);
  }

  @Test
  void openSlotsAreClosedBeforeAnythingElseEvenWhilePaused() {
    PaperCluster cluster = paper.formed(3, 1);
    cluster.openSlot(7);
    ClusterState state = begin(out(3, 4, 1));
    state = state.with(state.history().paused(new Pause(true, false, false)));

    paper.step(state, cluster);

    assertThat(cluster.observe(paper.now()).view().openSlots()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4, 6, 8})
  void anAbortEndsTheOperationWithItsMoveStoppedAndNothingBeginsUntilItIsResumed(int moving) {
    PaperCluster cluster = paper.formed(3, 1);
    ClusterState state = whileMoving(begin(out(3, 6, 1)), cluster, moving);
    state = Steering.asked(state, Steering.Wish.ABORT, "ops", "shop", paper.now());
    for (int i = 0; i < 10; i++) {
      state = paper.step(state, cluster);
    }

    assertThat(state.operation()).isEmpty();
    assertThat(cluster.move()).isInstanceOf(MoveStatus.Idle.class);
    assertThat(state.steering()).isEqualTo(Steering.NONE);
    assertThat(state.history().pause().all()).isTrue();
    assertThat(types(state)).containsOnlyOnce("operation.aborted").contains("move.paced");
    assertThat(cluster.observe(paper.now()).view().openSlots()).isEmpty();
    assertThat(cluster.observe(paper.now()).view().assigned().size()).isEqualTo(16_384);

    paper.drive(begin(out(3, 6, 1)), cluster, tick -> {});
    paper.assertWhole(cluster, 6, 1);
  }

  @Test
  void aPaceHoldsUntilTheOperationEnds() {
    PaperCluster cluster = paper.formed(3, 1);
    ClusterState state = whileMoving(begin(out(3, 5, 1)), cluster, 2);
    state = Steering.asked(state, Steering.Wish.SLOWER, "ops", "shop", paper.now());
    state = Steering.asked(state, Steering.Wish.PAUSE, "ops", "shop", paper.now());
    assertThat(state.steering().pace()).isEqualTo(new MovePace(true, 0.5));
    state = paper.step(state, cluster);
    assertThat(state.steering().pace()).isEqualTo(new MovePace(true, 0.5));
    assertThat(paper.drive(state, cluster, tick -> {}).steering()).isEqualTo(Steering.NONE);
  }

  @Test
  void whatCannotBeAbortedGoesOnAndSaysWhatHelps() {
    PaperCluster cluster = new PaperCluster(6);
    ClusterState forming = begin(form(3, 1));
    assertThat(Steering.refusal(forming, Steering.Wish.ABORT))
        .hasValueSatisfying(refused -> assertThat(refused.help()).contains("pause the cluster"));
    assertThat(Steering.refusal(forming, Steering.Wish.PAUSE)).isEmpty();
    ClusterState asked = Steering.asked(forming, Steering.Wish.ABORT, "ops", "shop", paper.now());
    assertThat(types(asked)).containsExactly("warning");
    assertThat(paper.drive(asked, cluster, tick -> {}).history().pause()).isEqualTo(Pause.NONE);
    paper.assertWhole(cluster, 3, 1);
    assertThat(Steering.refusal(ClusterState.NEW, Steering.Wish.SLOWER))
        .hasValueSatisfying(refused -> assertThat(refused.why()).contains("no operation"));
  }

  @Test
  void aDrainedScaleInIsNotAborted() {
    PaperCluster cluster = paper.formed(5, 1);
    ClusterState state = begin(in(5, 3, 1));
    while (!(state.operation().orElseThrow() instanceof ScaleIn in && in.drained().isPresent())) {
      assertThat(Steering.refusal(state, Steering.Wish.ABORT)).isEmpty();
      state = paper.step(state, cluster);
    }
    assertThat(Steering.refusal(state, Steering.Wish.ABORT))
        .hasValueSatisfying(refused -> assertThat(refused.why()).contains("all slots have left"));
  }

  /** After so many ticks of moving slots. */
  private ClusterState whileMoving(ClusterState begun, PaperCluster cluster, int ticks) {
    ClusterState state = begun;
    for (int moving = 0; moving < ticks; ) {
      state = paper.step(state, cluster);
      assertThat(state.operation()).as("after %d ticks of moving", moving).isPresent();
      moving += cluster.move() instanceof MoveStatus.Running ? 1 : 0;
    }
    return state;
  }
}
