package dev.slotwright.operation;

import static dev.slotwright.operation.PaperOperations.begin;
import static dev.slotwright.operation.PaperOperations.form;
import static dev.slotwright.operation.PaperOperations.in;
import static dev.slotwright.operation.PaperOperations.out;
import static dev.slotwright.operation.PaperOperations.types;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slotwright.cluster.Node;
import dev.slotwright.event.Event;
import dev.slotwright.event.EventRecord;
import dev.slotwright.policy.Pause;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Operations driven to their end on a cluster of paper, undisturbed and disturbed. */
class OperationTest {
  private final PaperOperations paper = new PaperOperations();

  @ParameterizedTest
  @CsvSource({"3,1", "3,0", "5,2", "4,1"})
  void formsAClusterOfBlankNodes(int shards, int replicas) {
    PaperCluster cluster = new PaperCluster(shards * (1 + replicas));

    ClusterState end = paper.drive(begin(form(shards, replicas)), cluster, tick -> {});

    assertThat(end.operation()).isEmpty();
    paper.assertWhole(cluster, shards, replicas);
  }

  @Test
  void formsOnlyWhenEveryNodeIsBlank() {
    PaperCluster cluster = paper.formed(3, 1);

    ClusterState end = paper.drive(begin(form(3, 1)), cluster, tick -> {});

    assertThat(types(end)).contains("operation.aborted");
  }

  @ParameterizedTest
  @CsvSource({"3,4,1", "3,6,1", "3,5,0", "4,5,2", "3,9,1"})
  void growsAndShrinksBack(int few, int many, int replicas) {
    PaperCluster cluster = paper.formed(few, replicas);

    paper.drive(begin(out(few, many, replicas)), cluster, tick -> {});
    paper.assertWhole(cluster, many, replicas);

    ClusterState end = paper.drive(begin(in(many, few, replicas)), cluster, tick -> {});
    paper.assertWhole(cluster, few, replicas);
    assertThat(cluster.claims()).hasSize(few * (1 + replicas));
    assertThat(end.history().lastScaleIn()).contains(paper.now());
  }

  /** Wherever the controller dies, what it kept and what is there are enough to go on. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
  void goesOnAfterACrashAtAnyMoment(long seed) {
    Random random = new Random(seed);
    PaperCluster cluster = paper.formed(3, 1);

    paper.drive(begin(out(3, 6, 1)), cluster, tick -> crash(random, cluster));
    paper.assertWhole(cluster, 6, 1);
    paper.drive(begin(in(6, 3, 1)), cluster, tick -> crash(random, cluster));
    paper.assertWhole(cluster, 3, 1);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
  void followsFailoversInTheMiddle(long seed) {
    Random random = new Random(seed);
    PaperCluster cluster = paper.formed(4, 1);

    paper.drive(begin(out(4, 7, 1)), cluster, tick -> failover(random, cluster));
    paper.assertWhole(cluster, 7, 1);
    paper.drive(begin(in(7, 4, 1)), cluster, tick -> failover(random, cluster));
    paper.assertWhole(cluster, 4, 1);
  }

  @Test
  void triesAFailedMoveAgainLaterAndTellsWhy() {
    PaperCluster cluster = paper.formed(3, 1);
    int[] failures = {0};

    ClusterState end =
        paper.drive(
            begin(out(3, 4, 1)),
            cluster,
            tick -> {
              if (cluster.move() instanceof MoveStatus.Running && failures[0] < 3) {
                failures[0]++;
                cluster.moverFails("target refuses: OOM");
              }
            });

    paper.assertWhole(cluster, 4, 1);
    assertThat(failures[0]).isEqualTo(3);
    assertThat(end.outbox().events())
        .extracting(EventRecord::event)
        .filteredOn(Event.OperationBlocked.class::isInstance)
        .hasSize(3);
    assertThat(Duration.between(PaperOperations.START, paper.now()))
        .isGreaterThan(Duration.ofSeconds(2 + 4 + 8));
  }

  @Test
  void nothingIsDecidedWhileNobodyAnswers() {
    PaperCluster cluster = paper.formed(4, 1);
    cluster.silenceAll(true);
    ClusterState state = begin(in(4, 3, 1));

    for (int i = 0; i < 20; i++) {
      state = paper.step(state, cluster);
    }
    assertThat(state.operation()).contains(in(4, 3, 1));

    cluster.silenceAll(false);
    paper.drive(state, cluster, tick -> {});
    paper.assertWhole(cluster, 3, 1);
  }

  /** It may own slots by paper.now(): only its own word, or its death, lets its pod go. */
  @Test
  void aSilentNodeIsNotShrunkAway() {
    PaperCluster cluster = paper.formed(4, 1);
    ClusterState state = begin(in(4, 3, 1));
    while (!(state.operation().orElseThrow() instanceof ScaleIn scaleIn
        && scaleIn.drained().isPresent())) {
      state = paper.step(state, cluster);
    }

    cluster.silence(7, true);
    for (int i = 0; i < 400; i++) {
      state = paper.step(state, cluster);
    }
    assertThat(cluster.observe(paper.now()).pods().desired()).isEqualTo(8);
    assertThat(types(state)).contains("operation.blocked");

    cluster.silence(7, false);
    paper.drive(state, cluster, tick -> {});
    paper.assertWhole(cluster, 3, 1);
  }

  @Test
  void claimsThatOthersLeftBehindAreKept() {
    PaperCluster cluster = paper.formed(4, 1);
    cluster.claims().add(9);

    paper.drive(begin(in(4, 3, 1)), cluster, tick -> {});

    assertThat(cluster.claims()).containsExactly(0, 1, 2, 3, 4, 5, 9);
  }

  @Test
  void anAbortedOperationIsNotBegunAgainAtOnce() {
    PaperCluster cluster = paper.formed(3, 1);
    ClusterState end = paper.drive(begin(form(3, 1)), cluster, tick -> {});

    assertThat(types(end)).contains("operation.aborted");
    assertThat(end.retries().beginning()).get().extracting(Retry::attempts).isEqualTo(1);
  }

  /** The commands of one pass are lost, or the mover dies with the process. */
  private void crash(Random random, PaperCluster cluster) {
    if (random.nextInt(3) == 0) {
      cluster.moverDies();
    }
    paper.diesAfter(random.nextInt(3) == 0 ? random.nextInt(2) : Integer.MAX_VALUE);
  }

  private void failover(Random random, PaperCluster cluster) {
    if (random.nextInt(8) != 0 || cluster.move() instanceof MoveStatus.Running) {
      return;
    }
    List<Node> replicas =
        cluster.observe(paper.now()).view().nodes().values().stream()
            .filter(n -> !n.isMaster())
            .toList();
    if (!replicas.isEmpty()) {
      cluster.failover(replicas.get(random.nextInt(replicas.size())).id());
    }
  }

  /**
   * Its plan is of bytes that are not there any more; the pods stay for the next one. What is open
   * is closed first.
   */
  @Test
  void aScaleOutWhoseTargetIsFullIsPlannedAnew() {
    PaperCluster cluster = paper.formed(3, 1);
    boolean[] failed = {false};

    ClusterState end =
        paper.drive(
            begin(out(3, 4, 1)),
            cluster,
            tick -> {
              if (!failed[0] && cluster.move() instanceof MoveStatus.Running) {
                failed[0] = true;
                cluster.openSlot(7);
                cluster.moverFindsTheTargetFull();
              }
            });

    assertThat(failed[0]).isTrue();
    assertThat(types(end)).contains("operation.aborted").doesNotContain("operation.blocked");
    assertThat(end.history().pause()).isEqualTo(Pause.NONE);
    assertThat(end.retries().beginning()).isPresent();
    assertThat(cluster.observe(paper.now()).view().openSlots()).isEmpty();
    paper.drive(begin(out(3, 5, 1)), cluster, tick -> {});
    paper.assertWhole(cluster, 5, 1);
  }
}
