package dev.slotwright.operation;

import static dev.slotwright.operation.PaperOperations.begin;
import static dev.slotwright.operation.PaperOperations.in;
import static dev.slotwright.operation.PaperOperations.out;
import static dev.slotwright.operation.PaperOperations.types;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slotwright.cluster.ClusterView;
import dev.slotwright.cluster.Node;
import dev.slotwright.cluster.NodeId;
import dev.slotwright.event.Event;
import dev.slotwright.policy.Mode;
import dev.slotwright.policy.Pause;
import dev.slotwright.policy.Policies;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Pods of masters are deleted, on paper: a replica has their slots before their process ends. */
class DisruptionTest {
  private final PaperOperations paper = new PaperOperations();

  @Test
  void aReplicaTakesOverBeforeThePodEndsAndItIsToldOnce() {
    PaperCluster cluster = paper.formed(3, 1);
    NodeId before = node(cluster, 1);
    cluster.delete(1);

    ClusterState decided = paper.step(ClusterState.NEW, cluster);
    assertThat(owns(cluster, 1)).isFalse();
    assertThat(decided.underWay()).isTrue();
    assertThat(replaced(decided)).isEmpty();

    ClusterState end = steps(decided, cluster, 6);
    assertThat(replaced(end))
        .singleElement()
        .satisfies(
            e -> {
              assertThat(e.pod()).isEqualTo("redis-1");
              assertThat(e.from()).isEqualTo(before.value());
              assertThat(e.slots()).isBetween(5_461, 5_462);
              assertThat(e.seconds()).isEqualTo(0.5);
              assertThat(view(cluster).masterOf(before).orElseThrow().id().value())
                  .isEqualTo(e.to());
            });
    assertThat(end.underWay()).isFalse();
    assertThat(types(end)).doesNotContain("warning", "operation.started");
  }

  @Test
  void oneAtATime() {
    PaperCluster cluster = paper.formed(3, 1);
    cluster.delete(0);
    cluster.delete(2);

    List<Command> first = Controller.react(ClusterState.NEW, paper.inputs(cluster)).commands();
    assertThat(first).singleElement().isInstanceOf(Command.HandOver.class);

    ClusterState end = steps(ClusterState.NEW, cluster, 8);
    assertThat(replaced(end))
        .extracting(Event.MasterReplaced::pod)
        .containsExactly("redis-0", "redis-2");
  }

  @Test
  void whoIsNotInSyncOrLeavesTooIsNotTakenAndThatIsSaidOnce() {
    PaperCluster cluster = paper.formed(3, 2);
    List<Integer> replicas = replicasOf(cluster, 1);
    cluster.behind(replicas.get(0), true);
    cluster.delete(replicas.get(1));
    cluster.delete(1);

    ClusterState waiting = steps(ClusterState.NEW, cluster, 10);

    assertThat(owns(cluster, 1)).isTrue();
    assertThat(warnings(waiting))
        .singleElement()
        .satisfies(
            e ->
                assertThat(e.message())
                    .contains("redis-1", "not in sync", "redis-" + replicas.get(1))
                    .contains("to be deleted too", "preStop"));

    cluster.behind(replicas.get(0), false);
    ClusterState end = steps(waiting, cluster, 3);
    assertThat(owns(cluster, replicas.get(0))).isTrue();
    assertThat(replaced(end)).hasSize(1);
  }

  @Test
  void aMasterWithoutReplicaOrWithoutAnswerIsLeftAlone() {
    PaperCluster bare = paper.formed(3, 0);
    bare.delete(1);
    assertThat(warnings(steps(ClusterState.NEW, bare, 5)))
        .singleElement()
        .satisfies(e -> assertThat(e.message()).contains("it has no replica"));

    PaperCluster silent = paper.formed(3, 1);
    silent.delete(1);
    silent.silence(1, true);
    ClusterState end = steps(ClusterState.NEW, silent, 5);
    assertThat(warnings(end))
        .singleElement()
        .satisfies(e -> assertThat(e.message()).contains("does not answer"));
    assertThat(replaced(end)).isEmpty();
  }

  @Test
  void openSlotsThatNobodyHereHasOpenedForbidIt() {
    PaperCluster cluster = paper.formed(3, 1);
    int slot = slotOf(cluster, 1);
    cluster.openSlot(slot);
    cluster.delete(1);

    ClusterState end = steps(ClusterState.NEW, cluster, 5);

    assertThat(owns(cluster, 1)).isTrue();
    assertThat(warnings(end))
        .singleElement()
        .satisfies(e -> assertThat(e.message()).contains("slots of it are open"));
  }

  @Test
  void ofSeveralItTakesOneOnAnotherHostThatHasReadFurthest() {
    PaperCluster cluster = paper.formed(3, 3);
    List<Integer> replicas = replicasOf(cluster, 1);
    // Hosts are ordinals modulo four.
    List<Integer> elsewhere = replicas.stream().filter(ordinal -> ordinal % 4 != 1).toList();
    assertThat(elsewhere).hasSizeGreaterThan(1);
    replicas.forEach(
        ordinal -> cluster.offset(ordinal, elsewhere.contains(ordinal) ? ordinal : 9_999));
    cluster.delete(1);

    steps(ClusterState.NEW, cluster, 2);

    assertThat(owns(cluster, elsewhere.getLast())).isTrue();
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void aPauseDoesNotHoldItButAPolicyThatOnlyWatchesDoes(Mode mode) {
    PaperCluster cluster = paper.formed(3, 1);
    paper.policy = paper.policy.map(p -> Policies.with(p, mode, new Pause(true, true, true)));
    cluster.delete(1);

    ClusterState end = steps(ClusterState.NEW, cluster, 3);

    boolean acts = mode == Mode.ENFORCE || mode == Mode.APPROVE;
    assertThat(owns(cluster, 1)).isEqualTo(!acts);
    assertThat(replaced(end)).hasSize(acts ? 1 : 0);
    assertThat(warnings(end)).isEmpty();
  }

  @Test
  void withoutAPolicyTheClusterIsLeftAsItIs() {
    PaperCluster cluster = paper.formed(3, 1);
    paper.policy = Optional.empty();
    cluster.delete(1);

    steps(ClusterState.NEW, cluster, 3);

    assertThat(owns(cluster, 1)).isTrue();
  }

  @Test
  void aMoveIsStoppedFirstAndGoesOnAfterwards() {
    PaperCluster cluster = paper.formed(3, 1);
    boolean[] deleted = {false};

    ClusterState end =
        paper.drive(
            begin(out(3, 4, 1)),
            cluster,
            tick -> {
              if (cluster.move() instanceof MoveStatus.Running && !deleted[0]) {
                deleted[0] = true;
                cluster.delete(1);
                assertThat(Controller.react(begin(out(3, 4, 1)), paper.inputs(cluster)).commands())
                    .containsExactly(new Command.StopMove());
              }
              if (deleted[0] && !owns(cluster, 1)) {
                cluster.madeAgain(1);
              }
            });

    assertThat(deleted[0]).isTrue();
    paper.assertWhole(cluster, 4, 1);
    assertThat(replaced(end)).hasSize(1);
    assertThat(types(end)).contains("operation.completed");
  }

  /** Whoever is in charge next sees who owns the slots, and what was begun. */
  @Test
  void aCrashBeforeOrAfterTheFailoverChangesNothing() {
    PaperCluster cluster = paper.formed(3, 1);
    cluster.delete(1);

    paper.diesAfter(0);
    ClusterState begun = paper.step(ClusterState.NEW, cluster);
    assertThat(owns(cluster, 1)).isTrue();

    ClusterState again = paper.step(begun, cluster);
    assertThat(owns(cluster, 1)).isFalse();
    ClusterState end = steps(again, cluster, 4);
    assertThat(replaced(end))
        .singleElement()
        .satisfies(e -> assertThat(e.seconds()).isEqualTo(1.0));
  }

  @Test
  void aPodThatIsGoneTooSoonIsTold() {
    PaperCluster cluster = paper.formed(3, 1);
    cluster.delete(1);
    paper.diesAfter(0);
    ClusterState begun = paper.step(ClusterState.NEW, cluster);

    cluster.madeAgain(1);
    ClusterState end = steps(begun, cluster, 3);

    assertThat(warnings(end))
        .singleElement()
        .satisfies(e -> assertThat(e.message()).contains("redis-1 ended before"));
    assertThat(end.underWay()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16})
  void scalingEndsTheSameWhateverPodsAreDeletedMeanwhile(long seed) {
    Random random = new Random(seed);
    PaperCluster cluster = paper.formed(3, 1);

    paper.drive(begin(out(3, 6, 1)), cluster, tick -> disrupt(random, cluster));
    paper.assertWhole(cluster, 6, 1);
    paper.drive(begin(in(6, 3, 1)), cluster, tick -> disrupt(random, cluster));
    paper.assertWhole(cluster, 3, 1);
  }

  /** A pod is deleted and its preStop hook holds; where it let go, the pod is made again. */
  private void disrupt(Random random, PaperCluster cluster) {
    if (random.nextInt(8) == 0) {
      paper.diesAfter(random.nextInt(2));
    }
    List<Node> owners = view(cluster).owners();
    for (Node node : view(cluster).nodes().values()) {
      int ordinal = ordinal(cluster, node.id());
      if (!owners.contains(node)) {
        cluster.madeAgain(ordinal);
      } else if (random.nextInt(20) == 0) {
        cluster.delete(ordinal);
      }
    }
  }

  private ClusterState steps(ClusterState begun, PaperCluster cluster, int count) {
    ClusterState state = begun;
    for (int i = 0; i < count; i++) {
      state = paper.step(state, cluster);
    }
    return state;
  }

  private ClusterView view(PaperCluster cluster) {
    return cluster.observe(paper.now()).view();
  }

  private NodeId node(PaperCluster cluster, int ordinal) {
    return view(cluster).idAt("198.18.0." + (ordinal + 1)).orElseThrow();
  }

  private int ordinal(PaperCluster cluster, NodeId id) {
    return cluster.observe(paper.now()).podOf(id).orElseThrow().ordinal();
  }

  private boolean owns(PaperCluster cluster, int ordinal) {
    Node node = view(cluster).node(node(cluster, ordinal)).orElseThrow();
    return node.isMaster() && !node.slots().isEmpty();
  }

  private int slotOf(PaperCluster cluster, int ordinal) {
    Node node = view(cluster).node(node(cluster, ordinal)).orElseThrow();
    return node.slots().stream().findFirst().orElseThrow();
  }

  private List<Integer> replicasOf(PaperCluster cluster, int ordinal) {
    return view(cluster).replicasOf(node(cluster, ordinal)).stream()
        .map(replica -> ordinal(cluster, replica.id()))
        .sorted()
        .toList();
  }

  private static List<Event.MasterReplaced> replaced(ClusterState state) {
    return PaperOperations.told(state, Event.MasterReplaced.class);
  }

  private static List<Event.Warned> warnings(ClusterState state) {
    return PaperOperations.told(state, Event.Warned.class);
  }
}
