package dev.slotwright.plan;

import static dev.slotwright.cluster.Clusters.fresh;
import static dev.slotwright.cluster.Clusters.master;
import static dev.slotwright.cluster.Clusters.replica;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slotwright.cluster.Clusters;
import dev.slotwright.cluster.Observation;
import dev.slotwright.cluster.Slot;
import dev.slotwright.cluster.SlotSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class GrowLayoutTest {
  @Test
  void aNewShardIsAMasterAndItsReplicaAndNothingElseChanges() {
    Observation seen = Clusters.masters(3).withReplicas(1).withEmptyMasters(2).observation();

    GrowLayout layout = GrowLayout.of(seen, 4, 1);

    assertThat(layout.masters())
        .containsExactlyInAnyOrder(master(0), master(1), master(2), fresh(6));
    assertThat(layout.follow()).isEqualTo(Map.of(fresh(7), fresh(6)));
  }

  @Test
  void onceAllIsAttachedNothingIsLeftToDo() {
    Observation seen =
        Clusters.masters(3)
            .withReplicas(1)
            .withEmptyMasters(4)
            .following(fresh(6), fresh(9))
            .following(fresh(7), fresh(8))
            .observation();

    GrowLayout layout = GrowLayout.of(seen, 5, 1);

    assertThat(layout.masters()).contains(fresh(8), fresh(9)).hasSize(5);
    assertThat(layout.follow()).isEmpty();
  }

  @Test
  void aReplicaThatStaysIsNotExchangedForTheSakeOfAHost() {
    Observation seen =
        Clusters.masters(3)
            .withReplicas(1)
            .withEmptyMasters(2)
            .onHosts(ordinal -> ordinal >= 6 ? "new" : "host-" + ordinal % 3 + (ordinal / 3))
            .observation();

    GrowLayout layout = GrowLayout.of(seen, 4, 1);

    assertThat(layout.follow())
        .as("each of three masters keeps its only copy")
        .isEqualTo(Map.of(fresh(7), fresh(6)));
  }

  @Test
  void tooFewNodesGiveTooFewMasters() {
    Observation seen = Clusters.masters(3).withEmptyMasters(1).observation();

    assertThat(GrowLayout.of(seen, 6, 0).masters()).hasSize(4);
  }

  @Test
  void moreReplicasPerShardAreDealtInRounds() {
    Observation seen = Clusters.masters(3).withReplicas(1).withEmptyMasters(3).observation();

    assertThat(GrowLayout.of(seen, 3, 2).follow().values())
        .containsExactlyInAnyOrder(master(0), master(1), master(2));
  }

  @Test
  void aShardWithTooManyReplicasGivesOneToAShardThatLacksIt() {
    Observation seen =
        Clusters.masters(3).withReplicas(1).following(replica(2, 0), master(0)).observation();

    assertThat(GrowLayout.of(seen, 3, 1).follow()).isEqualTo(Map.of(replica(2, 0), master(2)));
  }

  @Test
  void aClusterIsFormedFromBlankPodsInOrdinalOrder() {
    FormLayout layout = FormLayout.of(Clusters.blank(7).observation(), 3, 1);

    assertThat(layout.masters())
        .isEqualTo(
            Map.of(
                fresh(0), SlotSet.range(0, 5460),
                fresh(1), SlotSet.range(5461, 10921),
                fresh(2), SlotSet.range(10922, 16383)));
    assertThat(layout.follow().keySet()).containsExactlyInAnyOrder(fresh(3), fresh(4), fresh(5));
    assertThat(Set.copyOf(layout.follow().values())).isEqualTo(layout.masters().keySet());
    assertThat(layout.masters().values().stream().mapToInt(SlotSet::size).sum())
        .isEqualTo(Slot.COUNT);
  }

  @Test
  void formingKeepsShardsApartAndZonesBelowHalf() {
    Observation seen =
        Clusters.blank(9).onHosts(o -> "host-" + o / 2).inZones("a", "b", "c").observation();

    FormLayout layout = FormLayout.of(seen, 3, 2);

    Places places = Places.of(seen);
    assertThat(layout.masters().keySet().stream().map(places::zone).distinct()).hasSize(3);
    layout.follow().forEach((node, m) -> assertThat(places.shareHost(node, m)).isFalse());
    layout.follow().forEach((node, m) -> assertThat(places.shareZone(node, m)).isFalse());
  }

  @Test
  void tooFewBlankPodsAreNamed() {
    assertThatThrownBy(() -> FormLayout.of(Clusters.blank(2).observation(), 3, 1))
        .hasMessage("2 blank nodes do not make a cluster of 3 shards");
  }
}
