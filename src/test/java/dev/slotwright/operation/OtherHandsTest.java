package dev.slotwright.operation;

import static dev.slotwright.operation.PaperOperations.begin;
import static dev.slotwright.operation.PaperOperations.out;
import static dev.slotwright.operation.PaperOperations.types;
import static org.assertj.core.api.Assertions.assertThat;

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
}
