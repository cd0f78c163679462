package dev.slotwright.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slotwright.cluster.ClusterView;
import dev.slotwright.cluster.Node;
import dev.slotwright.cluster.NodeId;
import dev.slotwright.cluster.Observation;
import dev.slotwright.cluster.Pod;
import dev.slotwright.cluster.Shard;
import dev.slotwright.event.Event;
import dev.slotwright.event.EventRecord;
import dev.slotwright.load.LoadWindow;
import dev.slotwright.load.SlotBytes;
import dev.slotwright.policy.Execution;
import dev.slotwright.policy.Pause;
import dev.slotwright.policy.Policies;
import dev.slotwright.policy.Policy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Operations driven to their end on a cluster of paper, undisturbed and disturbed. In one file,
 * because every case is a few lines over the same driver.
 */
class OperationTest {
  private static final Instant START = Instant.parse("2026-01-01T12:00:00Z");
  private static final Execution EXECUTION =
      new Execution(16, Duration.ofMillis(5), Execution.Transport.AUTO);

  private Instant now = START;
  private Optional<Policy> policy = Optional.of(Policies.memory(3, 12, 1));
  private int lastTick;

  /** Commands of the next pass that are carried out before the controller dies. */
  private int obeyed = Integer.MAX_VALUE;

  @ParameterizedTest
  @CsvSource({"3,1", "3,0", "5,2", "4,1"})
  void formsAClusterOfBlankNodes(int shards, int replicas) {
    PaperCluster cluster = new PaperCluster(shards * (1 + replicas));

    ClusterState end = drive(begin(form(shards, replicas)), cluster, tick -> {});

    assertThat(end.operation()).isEmpty();
    assertWhole(cluster, shards, replicas);
  }

  @Test
  void formsOnlyWhenEveryNodeIsBlank() {
    PaperCluster cluster = formed(3, 1);

    ClusterState end = drive(begin(form(3, 1)), cluster, tick -> {});

    assertThat(types(end)).contains("operation.aborted");
  }

  @ParameterizedTest
  @CsvSource({"3,4,1", "3,6,1", "3,5,0", "4,5,2", "3,9,1"})
  void growsAndShrinksBack(int few, int many, int replicas) {
    PaperCluster cluster = formed(few, replicas);

    drive(begin(out(few, many, replicas)), cluster, tick -> {});
    assertWhole(cluster, many, replicas);

    ClusterState end = drive(begin(in(many, few, replicas)), cluster, tick -> {});
    assertWhole(cluster, few, replicas);
    assertThat(cluster.claims()).hasSize(few * (1 + replicas));
    assertThat(end.history().lastScaleIn()).contains(now);
  }

  /** Wherever the controller dies, what it kept and what is there are enough to go on. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
  void goesOnAfterACrashAtAnyMoment(long seed) {
    Random random = new Random(seed);
    PaperCluster cluster = formed(3, 1);

    drive(begin(out(3, 6, 1)), cluster, tick -> crash(random, cluster));
    assertWhole(cluster, 6, 1);
    drive(begin(in(6, 3, 1)), cluster, tick -> crash(random, cluster));
    assertWhole(cluster, 3, 1);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
  void followsFailoversInTheMiddle(long seed) {
    Random random = new Random(seed);
    PaperCluster cluster = formed(4, 1);

    drive(begin(out(4, 7, 1)), cluster, tick -> failover(random, cluster));
    assertWhole(cluster, 7, 1);
    drive(begin(in(7, 4, 1)), cluster, tick -> failover(random, cluster));
    assertWhole(cluster, 4, 1);
  }

  @Test
  void bringsBackPodsThatSomebodyTookAwayDuringTheScaleOut() {
    PaperCluster cluster = formed(3, 1);
    boolean[] done = {false};

    ClusterState end =
        drive(
            begin(out(3, 5, 1)),
            cluster,
            tick -> {
              if (!done[0] && cluster.observe(now).pods().desired() == 10) {
                done[0] = true;
                cluster.scaledByHand(7);
              }
            });

    assertWhole(cluster, 5, 1);
    assertThat(types(end)).contains("warning");
  }

  /** To the old number, as a tool does that applies its manifest again. */
  @Test
  void tellsThatSomebodyTookTheScaleOutBack() {
    PaperCluster cluster = formed(3, 1);
    int[] seen = {0};

    ClusterState end =
        drive(
            begin(out(3, 5, 1)),
            cluster,
            tick -> {
              // At the second look: a change that nobody has seen is nobody's.
              if (cluster.observe(now).pods().desired() == 10 && ++seen[0] == 2) {
                cluster.scaledByHand(6);
              }
            });

    assertWhole(cluster, 5, 1);
    assertThat(types(end)).contains("warning");
  }

  @Test
  void takesAwayPodsThatSomebodyAddedDuringTheScaleOut() {
    PaperCluster cluster = formed(3, 1);
    boolean[] done = {false};

    ClusterState end =
        drive(
            begin(out(3, 4, 1)),
            cluster,
            tick -> {
              if (!done[0] && cluster.observe(now).pods().desired() == 8) {
                done[0] = true;
                cluster.scaledByHand(11);
              }
            });

    assertWhole(cluster, 4, 1);
    assertThat(types(end)).containsOnlyOnce("warning");
    assertThat(cluster.claims()).contains(8, 9, 10);
  }

  @Test
  void triesAFailedMoveAgainLaterAndTellsWhy() {
    PaperCluster cluster = formed(3, 1);
    int[] failures = {0};

    ClusterState end =
        drive(
            begin(out(3, 4, 1)),
            cluster,
            tick -> {
              if (cluster.move() instanceof MoveStatus.Running && failures[0] < 3) {
                failures[0]++;
                cluster.moverFails("target refuses: OOM");
              }
            });

    assertWhole(cluster, 4, 1);
    assertThat(failures[0]).isEqualTo(3);
    assertThat(end.outbox().events())
        .extracting(EventRecord::event)
        .filteredOn(Event.OperationBlocked.class::isInstance)
        .hasSize(3);
    assertThat(Duration.between(START, now)).isGreaterThan(Duration.ofSeconds(2 + 4 + 8));
  }

  @Test
  void aPauseStopsTheMoveAndAResumeGoesOn() {
    PaperCluster cluster = formed(3, 1);
    ClusterState state = begin(out(3, 5, 1));
    while (!(cluster.move() instanceof MoveStatus.Running)) {
      state = step(state, cluster);
    }

    state = state.with(state.history().paused(new Pause(true, false, false)));
    state = step(state, cluster);
    state = step(state, cluster);
    assertThat(cluster.move()).isInstanceOf(MoveStatus.Idle.class);
    assertThat(state.waiting()).get().extracting(Waiting::reason).isEqualTo("paused");

    state = state.with(state.history().paused(Pause.NONE));
    drive(state, cluster, tick -> {});
    assertWhole(cluster, 5, 1);
  }

  @Test
  void holdsWhileThePolicyIsGone() {
    PaperCluster cluster = formed(3, 1);
    ClusterState state = begin(out(3, 5, 1));
    policy = Optional.empty();

    for (int i = 0; i < 50; i++) {
      state = step(state, cluster);
    }
    assertThat(cluster.observe(now).pods().desired()).isEqualTo(6);
    assertThat(types(state)).containsOnlyOnce("operation.blocked");

    policy = Optional.of(Policies.memory(3, 12, 1));
    drive(state, cluster, tick -> {});
    assertWhole(cluster, 5, 1);
  }

  @Test
  void nothingIsDecidedWhileNobodyAnswers() {
    PaperCluster cluster = formed(4, 1);
    cluster.silenceAll(true);
    ClusterState state = begin(in(4, 3, 1));

    for (int i = 0; i < 20; i++) {
      state = step(state, cluster);
    }
    assertThat(state.operation()).contains(in(4, 3, 1));

    cluster.silenceAll(false);
    drive(state, cluster, tick -> {});
    assertWhole(cluster, 3, 1);
  }

  /** It may own slots by now: only its own word, or its death, lets its pod go. */
  @Test
  void aSilentNodeIsNotShrunkAway() {
    PaperCluster cluster = formed(4, 1);
    ClusterState state = begin(in(4, 3, 1));
    while (!(state.operation().orElseThrow() instanceof ScaleIn scaleIn
        && scaleIn.drained().isPresent())) {
      state = step(state, cluster);
    }

    cluster.silence(7, true);
    for (int i = 0; i < 400; i++) {
      state = step(state, cluster);
    }
    assertThat(cluster.observe(now).pods().desired()).isEqualTo(8);
    assertThat(types(state)).contains("operation.blocked");

    cluster.silence(7, false);
    drive(state, cluster, tick -> {});
    assertWhole(cluster, 3, 1);
  }

  @Test
  void claimsThatOthersLeftBehindAreKept() {
    PaperCluster cluster = formed(4, 1);
    cluster.claims().add(9);

    drive(begin(in(4, 3, 1)), cluster, tick -> {});

    assertThat(cluster.claims()).containsExactly(0, 1, 2, 3, 4, 5, 9);
  }

  @Test
  void anAbortedOperationIsNotBegunAgainAtOnce() {
    PaperCluster cluster = formed(3, 1);
    ClusterState end = drive(begin(form(3, 1)), cluster, tick -> {});

    assertThat(types(end)).contains("operation.aborted");
    assertThat(end.retries().beginning()).get().extracting(Retry::attempts).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4, 6, 8})
  void anAbortEndsTheOperationWithItsMoveStoppedAndNothingBeginsUntilItIsResumed(int moving) {
    PaperCluster cluster = formed(3, 1);
    ClusterState state = whileMoving(begin(out(3, 6, 1)), cluster, moving);
    state = Steering.asked(state, Steering.Wish.ABORT, "ops", "shop", now);
    for (int i = 0; i < 10; i++) {
      state = step(state, cluster);
    }

    assertThat(state.operation()).isEmpty();
    assertThat(cluster.move()).isInstanceOf(MoveStatus.Idle.class);
    assertThat(state.steering()).isEqualTo(Steering.NONE);
    assertThat(state.history().pause().all()).isTrue();
    assertThat(types(state)).containsOnlyOnce("operation.aborted").contains("move.paced");
    assertThat(cluster.observe(now).view().openSlots()).isEmpty();
    assertThat(cluster.observe(now).view().assigned().size()).isEqualTo(16_384);

    drive(begin(out(3, 6, 1)), cluster, tick -> {});
    assertWhole(cluster, 6, 1);
  }

  @Test
  void aPaceHoldsUntilTheOperationEnds() {
    PaperCluster cluster = formed(3, 1);
    ClusterState state = whileMoving(begin(out(3, 5, 1)), cluster, 2);
    state = Steering.asked(state, Steering.Wish.SLOWER, "ops", "shop", now);
    state = Steering.asked(state, Steering.Wish.PAUSE, "ops", "shop", now);
    assertThat(state.steering().pace()).isEqualTo(new MovePace(true, 0.5));
    state = step(state, cluster);
    assertThat(state.steering().pace()).isEqualTo(new MovePace(true, 0.5));
    assertThat(drive(state, cluster, tick -> {}).steering()).isEqualTo(Steering.NONE);
  }

  @Test
  void whatCannotBeAbortedGoesOnAndSaysWhatHelps() {
    PaperCluster cluster = new PaperCluster(6);
    ClusterState forming = begin(form(3, 1));
    assertThat(Steering.refusal(forming, Steering.Wish.ABORT))
        .hasValueSatisfying(refused -> assertThat(refused.help()).contains("pause the cluster"));
    assertThat(Steering.refusal(forming, Steering.Wish.PAUSE)).isEmpty();
    ClusterState asked = Steering.asked(forming, Steering.Wish.ABORT, "ops", "shop", now);
    assertThat(types(asked)).containsExactly("warning");
    assertThat(drive(asked, cluster, tick -> {}).history().pause()).isEqualTo(Pause.NONE);
    assertWhole(cluster, 3, 1);
    assertThat(Steering.refusal(ClusterState.NEW, Steering.Wish.SLOWER))
        .hasValueSatisfying(refused -> assertThat(refused.why()).contains("no operation"));
  }

  @Test
  void aDrainedScaleInIsNotAborted() {
    PaperCluster cluster = formed(5, 1);
    ClusterState state = begin(in(5, 3, 1));
    while (!(state.operation().orElseThrow() instanceof ScaleIn in && in.drained().isPresent())) {
      assertThat(Steering.refusal(state, Steering.Wish.ABORT)).isEmpty();
      state = step(state, cluster);
    }
    assertThat(Steering.refusal(state, Steering.Wish.ABORT))
        .hasValueSatisfying(refused -> assertThat(refused.why()).contains("all slots have left"));
  }

  /** After so many ticks of moving slots. */
  private ClusterState whileMoving(ClusterState begun, PaperCluster cluster, int ticks) {
    ClusterState state = begun;
    for (int moving = 0; moving < ticks; ) {
      state = step(state, cluster);
      assertThat(state.operation()).as("after %d ticks of moving", moving).isPresent();
      moving += cluster.move() instanceof MoveStatus.Running ? 1 : 0;
    }
    return state;
  }

  @Test
  void openSlotsAreClosedBeforeAnythingElseEvenWhilePaused() {
    PaperCluster cluster = formed(3, 1);
    cluster.openSlot(7);
    ClusterState state = begin(out(3, 4, 1));
    state = state.with(state.history().paused(new Pause(true, false, false)));

    step(state, cluster);

    assertThat(cluster.observe(now).view().openSlots()).isEmpty();
  }

  private ClusterState begin(Operation operation) {
    return ClusterState.NEW.with(operation);
  }

  private PaperCluster formed(int shards, int replicas) {
    PaperCluster cluster = new PaperCluster(shards * (1 + replicas));
    drive(begin(form(shards, replicas)), cluster, tick -> {});
    return cluster;
  }

  private ClusterState drive(ClusterState begun, PaperCluster cluster, Consumer<Integer> chaos) {
    ClusterState state = begun;
    for (lastTick = 0; lastTick < 2_000; lastTick++) {
      chaos.accept(lastTick);
      state = step(state, cluster);
      if (state.operation().isEmpty()) {
        return state;
      }
    }
    throw new AssertionError("not done after 2000 steps: " + state);
  }

  private ClusterState step(ClusterState state, PaperCluster cluster) {
    now = now.plusMillis(500);
    cluster.tick();
    Controller.Reaction reaction = Controller.react(state, inputs(cluster));
    cluster.acknowledge();
    reaction.commands().stream().limit(obeyed).forEach(cluster::obey);
    obeyed = Integer.MAX_VALUE;
    return reaction.state();
  }

  private Controller.Inputs inputs(PaperCluster cluster) {
    return new Controller.Inputs(
        "shop",
        policy,
        cluster.observe(now),
        new LoadWindow(Duration.ofMinutes(1), Duration.ofSeconds(1), 10),
        SlotBytes.uniform(1_000),
        cluster.move(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        now);
  }

  /** The commands of one pass are lost, or the mover dies with the process. */
  private void crash(Random random, PaperCluster cluster) {
    if (random.nextInt(3) == 0) {
      cluster.moverDies();
    }
    obeyed = random.nextInt(3) == 0 ? random.nextInt(2) : Integer.MAX_VALUE;
  }

  private void failover(Random random, PaperCluster cluster) {
    if (random.nextInt(8) != 0 || cluster.move() instanceof MoveStatus.Running) {
      return;
    }
    List<Node> replicas =
        cluster.observe(now).view().nodes().values().stream().filter(n -> !n.isMaster()).toList();
    if (!replicas.isEmpty()) {
      cluster.failover(replicas.get(random.nextInt(replicas.size())).id());
    }
  }

  private void assertWhole(PaperCluster cluster, int shards, int replicas) {
    cluster.tick();
    Observation seen = cluster.observe(now);
    ClusterView view = seen.view();
    assertThat(view.assigned().size()).isEqualTo(16_384);
    assertThat(view.owners()).hasSize(shards);
    assertThat(view.shards()).hasSize(shards);
    assertThat(view.shards())
        .extracting(Shard::replicas)
        .allSatisfy(followers -> assertThat(followers).hasSize(replicas));
    assertThat(seen.pods().pods()).hasSize(shards * (1 + replicas));
    assertThat(seen.pods().pods()).extracting(Pod::ordinal).doesNotHaveDuplicates();
    assertThat(view.newcomers()).isEmpty();
    List<NodeId> ids = List.copyOf(view.nodes().keySet());
    assertThat(ids).hasSize(shards * (1 + replicas));
  }

  private static List<String> types(ClusterState state) {
    return state.outbox().events().stream().map(e -> e.event().type()).toList();
  }

  private static Header header(int from, int to, int replicas) {
    return new Header(
        "op-1",
        START,
        from,
        to,
        replicas,
        from * (1 + replicas),
        to * (1 + replicas),
        EXECUTION,
        "test");
  }

  private static Operation form(int shards, int replicas) {
    return new Form(header(0, shards, replicas), Optional.empty());
  }

  private static Operation out(int from, int to, int replicas) {
    return new ScaleOut(header(from, to, replicas), 0.05, Optional.empty(), Optional.empty());
  }

  private static Operation in(int from, int to, int replicas) {
    return new ScaleIn(
        header(from, to, replicas), 0.05, Optional.empty(), Optional.empty(), Optional.empty());
  }
}
