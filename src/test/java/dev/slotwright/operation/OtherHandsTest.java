package dev.slotwright.operation;

import static dev.slotwright.operation.PaperOperations.begin;
import static dev.slotwright.operation.PaperOperations.out;
import static dev.slotwright.operation.PaperOperations.types;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slotwright.event.Event;
import dev.slotwright.event.EventRecord;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Scale outs during which somebody else changes the number of pods. */
class OtherHandsTest {
  private final PaperOperations paper = new PaperOperations();

  @Test
  void bringsBackPodsThatSomebodyTookAwayDuringTheScaleOut() {
    PaperCluster cluster = paper.formed(3, 1);
    boolean[] done = {false};

    ClusterState end =
        paper.drive(
            begin(out(3, 5, 1)),
            cluster,
            tick -> {
              if (!done[0] && cluster.observe(paper.now()).pods().desired() == 10) {
                done[0] = true;
                cluster.scaledByHand(7);
              }
            });

    paper.assertWhole(cluster, 5, 1);
    assertThat(types(end)).contains("warning");
  }

  /** To the old number, as a tool does that applies its manifest again. */
  @Test
  void tellsThatSomebodyTookTheScaleOutBack() {
    PaperCluster cluster = paper.formed(3, 1);
    int[] seen = {0};

    ClusterState end =
        paper.drive(
            begin(out(3, 5, 1)),
            cluster,
            tick -> {
              // At the second look: a change that nobody has seen is nobody's.
              if (cluster.observe(paper.now()).pods().desired() == 10 && ++seen[0] == 2) {
                cluster.scaledByHand(6);
              }
            });

    paper.assertWhole(cluster, 5, 1);
    assertThat(types(end)).contains("warning");
  }

  @Test
  void takesAwayPodsThatSomebodyAddedDuringTheScaleOut() {
    PaperCluster cluster = paper.formed(3, 1);
    boolean[] done = {false};

    ClusterState end =
        paper.drive(
            begin(out(3, 4, 1)),
            cluster,
            tick -> {
              if (!done[0] && cluster.observe(paper.now()).pods().desired() == 8) {
                done[0] = true;
                cluster.scaledByHand(11);
              }
            });

    paper.assertWhole(cluster, 4, 1);
    assertThat(types(end)).containsOnlyOnce("warning");
    assertThat(cluster.claims()).contains(8, 9, 10);
  }

  /** A master and its replica that go together take with them what they hold in memory. */
  @Test
  void namesTheSlotsThatOnlyTheLeavingPodsHave() {
    PaperCluster cluster = paper.formed(3, 1);
    ClusterState state = paper.step(begin(out(3, 4, 1)), cluster);
    while (cluster.observe(paper.now()).view().owners().size() < 4) {
      state = paper.step(state, cluster);
    }
    assertThat(warnings(state)).isEmpty();

    cluster.scaledByHand(7);
    state = Controller.react(state, paper.inputs(cluster)).state();
    cluster.scaledByHand(6);
    state = Controller.react(state, paper.inputs(cluster)).state();

    assertThat(warnings(state)).hasSize(2);
    assertThat(warnings(state).getFirst()).doesNotContain("no staying pod has a copy");
    assertThat(warnings(state).getLast()).contains("no staying pod has a copy of", " slots of ");
  }

  private static List<String> warnings(ClusterState state) {
    return state.outbox().events().stream()
        .map(EventRecord::event)
        .filter(Event.Warned.class::isInstance)
        .map(event -> ((Event.Warned) event).message())
        .toList();
  }
}
