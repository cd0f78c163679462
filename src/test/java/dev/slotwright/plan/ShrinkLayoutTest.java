package dev.slotwright.plan;

import static dev.slotwright.cluster.Clusters.master;
import static dev.slotwright.cluster.Clusters.replica;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slotwright.cluster.Clusters;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ShrinkLayoutTest {
  @Test
  void aShardThatIsWhollyOnLeavingPodsIsDrained() {
    ShrinkLayout layout =
        shrink(Clusters.masters(4).withReplicas(1).onPods(0, 1, 2, 6, 3, 4, 5, 7), 3, 1);

    assertThat(layout)
        .isEqualTo(
            new ShrinkLayout(
                Set.of(), Set.of(master(3)), Map.of(), Set.of(), Set.of(master(3), replica(3, 0))));
  }

  @Test
  void whenOnlyReplicasLeaveTheFreedNodesOfTheDrainedShardTakeTheirPlace() {
    ShrinkLayout layout = shrink(Clusters.masters(4).withReplicas(1), 3, 1, 4, 3, 2, 1);

    // Pods 6 and 7 hold the replicas of shards 2 and 3; shard 3 has the fewest bytes.
    assertThat(layout.promote()).isEmpty();
    assertThat(layout.drain()).containsExactly(master(3));
    assertThat(layout.follow()).isEqualTo(Map.of(master(3), master(2)));
    assertThat(layout.leave()).containsExactlyInAnyOrder(replica(2, 0), replica(3, 0));
  }

  @Test
  void aLeavingMasterIsReplacedByItsStayingReplica() {
    ShrinkLayout layout =
        shrink(
            Clusters.masters(4)
                .withReplicas(1)
                .failedOverTo(replica(2, 0))
                .failedOverTo(replica(3, 0)),
            3,
            1,
            1);

    assertThat(layout.drain()).hasSize(1);
    assertThat(layout.promote()).hasSize(1).isSubsetOf(master(2), master(3));
    assertThat(layout.leave()).containsExactlyInAnyOrder(replica(2, 0), replica(3, 0));
    assertThat(layout.follow()).hasSize(1);
    assertThat(layout.follow().values()).containsExactlyElementsOf(layout.promote());
  }

  @Test
  void withoutReplicasLeavingMastersAreDrained() {
    ShrinkLayout layout = shrink(Clusters.masters(5), 3, 0);

    assertThat(layout)
        .isEqualTo(
            new ShrinkLayout(
                Set.of(),
                Set.of(master(3), master(4)),
                Map.of(),
                Set.of(),
                Set.of(master(3), master(4))));
  }

  @Test
  void aSurvivorWithoutAStayingNodeIsTakenOverByAFreedOne() {
    // One shard leaves with both nodes, another with its only node: the third stays whole.
    ShrinkLayout layout =
        shrink(
            Clusters.masters(3)
                .withReplicaOf(master(0), replica(0, 0))
                .withReplicaOf(master(0), replica(0, 1))
                .withReplicaOf(master(0), replica(0, 2))
                .onPods(0, 4, 5, 1, 2, 3),
            2,
            1);

    assertThat(layout.drain()).containsExactly(master(1));
    assertThat(layout.follow()).hasSize(2).containsValue(master(2));
    assertThat(layout.promoteAfterDrain()).hasSize(1).isSubsetOf(layout.follow().keySet());
    assertThat(layout.leave()).containsExactlyInAnyOrder(master(1), master(2));
  }

  @Test
  void aDrainedShardsNodesBecomeReplicasOnceItsSlotsAreGone() {
    Clusters four = Clusters.masters(4).withReplicas(1);
    Clusters drained =
        four.owning(master(2), four.owners().get(master(2)).plus(four.owners().get(master(3))));

    ShrinkLayout layout = shrink(drained, 3, 1);

    assertThat(layout.drain()).isEmpty();
    assertThat(layout.follow()).isEqualTo(Map.of(master(3), master(2)));
  }

  @Test
  void aReplicaInSyncIsPromotedBeforeOneThatIsNot() {
    ShrinkLayout layout =
        shrink(
            Clusters.masters(4)
                .withReplicas(2)
                .onPods(9, 10, 2, 11, 0, 1, 3, 4, 5, 6, 7, 8)
                .linkDown(replica(0, 0)),
            3,
            2,
            5,
            5,
            5,
            1);

    assertThat(layout.drain()).containsExactly(master(3));
    assertThat(layout.promote()).containsExactlyInAnyOrder(replica(0, 1), replica(1, 0));
  }

  private static ShrinkLayout shrink(
      Clusters clusters, int shards, int replicas, long... millionsPerOwner) {
    long[] bytes =
        millionsPerOwner.length == 0
            ? new long[] {1_000_000}
            : Arrays.stream(millionsPerOwner).map(m -> m * 1_000_000).toArray();
    return ShrinkLayout.of(clusters.observation(), shards, replicas, clusters.bytes(bytes));
  }
}
