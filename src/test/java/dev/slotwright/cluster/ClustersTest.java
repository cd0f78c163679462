package dev.slotwright.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ClustersTest {
  @Test
  void threeMastersWithAReplicaEachAreAHealthyClusterOnSixPods() {
    Observation seen = Clusters.masters(3).withReplicas(1).observation();

    assertThat(seen.view().stateOk()).isTrue();
    assertThat(seen.view().disagreements()).isEmpty();
    assertThat(seen.view().shards()).hasSize(3).allMatch(shard -> shard.replicas().size() == 1);
    assertThat(seen.pods().ready(6)).isTrue();
    assertThat(seen.podOf(Clusters.replica(0, 0))).map(Pod::ordinal).contains(3);
  }

  @Test
  void blankPodsAreNewcomers() {
    Observation seen = Clusters.masters(3).withBlankPods(2).observation();

    assertThat(seen.view().nodes()).hasSize(3);
    assertThat(seen.view().newcomers())
        .extracting(NodeReport::self)
        .containsExactly(Clusters.fresh(3), Clusters.fresh(4));
    assertThat(seen.nodeIn(seen.pods().pods().get(4))).contains(Clusters.fresh(4));
  }

  @Test
  void afterAFailoverTheReplicaOwnsTheSlots() {
    ClusterView view =
        Clusters.masters(3).withReplicas(2).failedOverTo(Clusters.replica(1, 0)).view();

    assertThat(view.masterOf(Clusters.master(1)).map(Node::id)).contains(Clusters.replica(1, 0));
    assertThat(view.replicasOf(Clusters.replica(1, 0)))
        .extracting(Node::id)
        .containsExactly(Clusters.master(1), Clusters.replica(1, 1));
    assertThat(view.assigned()).isEqualTo(SlotSet.ALL);
  }

  @Test
  void bytesOfAnOwnerAreSpreadOverItsSlotsWithoutARemainder() {
    Clusters three = Clusters.masters(3);

    var bytes = three.bytes(1_000_003, 7);

    assertThat(bytes.total(three.owners().get(Clusters.master(0)))).isEqualTo(1_000_003);
    assertThat(bytes.total(three.owners().get(Clusters.master(2)))).isEqualTo(7);
  }
}
