package dev.slotwright.cluster;

import static dev.slotwright.cluster.Clusters.fresh;
import static dev.slotwright.cluster.Clusters.master;
import static dev.slotwright.cluster.Clusters.replica;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ClusterViewTest {
  private final Clusters six = Clusters.masters(3).withReplicas(1);

  @Test
  void nobodyAnswersNothingIsKnown() {
    assertThat(ClusterView.EMPTY.nodes()).isEmpty();
    assertThat(ClusterView.EMPTY.stateOk()).isFalse();
  }

  @Test
  void aNodeThatDoesNotAnswerIsKnownFromTheOthers() {
    ClusterView view = six.down(master(1)).view();

    assertThat(view.node(master(1)).map(Node::health)).contains(Node.Health.FAILED);
    assertThat(view.report(master(1))).isEmpty();
    assertThat(view.unreachable()).hasSize(1);
    assertThat(view.owner(new Slot(6000)).map(Node::id)).contains(master(1));
  }

  @Test
  void aNodesOwnWordCountsMoreThanWhatOthersSay() {
    List<NodeReport> answers = new ArrayList<>(six.view().reports().values());
    NodeReport stale = six.owning(master(0), SlotSet.ALL).view().report(master(2)).orElseThrow();
    answers.removeIf(report -> report.self().equals(master(2)));
    answers.add(stale);

    ClusterView view = ClusterView.of(answers, Map.of());

    assertThat(view.node(master(0)).orElseThrow().slots().size()).isEqualTo(5461);
    assertThat(view.disagreements()).isNotEmpty().allMatch(text -> text.contains("m00"));
  }

  @Test
  void nodesOfAnotherClusterAreForeign() {
    List<NodeReport> answers = new ArrayList<>(six.view().reports().values());
    Node lone =
        new Node(
            new NodeId("stranger"),
            new Address("198.18.9.9", 6379),
            Role.MASTER,
            Optional.empty(),
            SlotSet.of(5),
            Node.Health.OK,
            true,
            1);
    answers.add(
        new NodeReport(
            lone.address(),
            lone.id(),
            List.of(lone),
            List.of(),
            false,
            false,
            7,
            1,
            true,
            0,
            0,
            0,
            0,
            "redis 7.0.15"));

    ClusterView view = ClusterView.of(answers, Map.of());

    assertThat(view.foreign()).extracting(NodeReport::self).containsExactly(lone.id());
    assertThat(view.nodes()).hasSize(6);
    assertThat(view.newcomers()).isEmpty();
  }

  @Test
  void openSlotsAreSeenAtBothEnds() {
    ClusterView view = six.open(42, master(0), master(1)).view();

    assertThat(view.openSlots())
        .hasSize(2)
        .allMatch(open -> open.source().equals(master(0)) && open.target().equals(master(1)));
  }

  @Test
  void aReplicaWithItsLinkDownIsNotInSync() {
    ClusterView view = six.linkDown(replica(0, 0)).view();

    assertThat(view.inSync(replica(0, 0))).isFalse();
    assertThat(view.inSync(replica(1, 0))).isTrue();
  }

  @Test
  void leavingPodsAreFoundByTheirOrdinal() {
    Observation seen = six.withBlankPods(1).onPods(5, 4, 3, 2, 1, 0).observation();

    assertThat(seen.nodesBeyond(4)).containsExactlyInAnyOrder(master(0), master(1));
    assertThat(seen.view().idAt(Clusters.ip(6))).contains(fresh(6));
    assertThat(seen.pods().ready(7)).isTrue();
    assertThat(seen.pods().ready(8)).isFalse();
  }
}
