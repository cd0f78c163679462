package dev.slotwright.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ObservationTest {
  private static final Observation SEEN = Clusters.masters(3).observation();

  @Test
  void aNodeThatAnnouncesItsAddressOfBeforeIsInThePodThatAnswered() {
    String fresh = Clusters.ip(7);
    NodeId moved = Clusters.master(1);
    Observation seen =
        new Observation(
            SEEN.at(),
            pods(fresh),
            ClusterView.of(
                SEEN.view().reports().values().stream()
                    .map(report -> report.self().equals(moved) ? at(fresh, report) : report)
                    .toList(),
                Map.of()));

    assertThat(seen.view().node(moved).orElseThrow().address().host()).isEqualTo(Clusters.ip(1));
    assertThat(seen.podOf(moved)).map(Pod::ordinal).contains(1);
    assertThat(seen.nodeIn(seen.podOf(moved).orElseThrow())).contains(moved);
  }

  @Test
  void aSilentNodeIsInThePodOfTheAddressThatOthersKnow() {
    Observation seen = Clusters.masters(3).down(Clusters.master(2)).observation();

    assertThat(seen.podOf(Clusters.master(2))).map(Pod::ordinal).contains(2);
  }

  /** The second pod has another IP than its node announces. */
  private static PodSet pods(String ip) {
    PodSet set = SEEN.pods();
    List<Pod> pods =
        set.pods().stream()
            .map(
                pod ->
                    pod.ordinal() != 1
                        ? pod
                        : new Pod(
                            pod.name(),
                            pod.ordinal(),
                            "uid-again",
                            Optional.of(ip),
                            pod.ready(),
                            pod.terminating(),
                            pod.host(),
                            pod.zone(),
                            pod.waiting()))
            .toList();
    return new PodSet(
        set.name(), set.desired(), set.resourceVersion(), set.port(), pods, set.claims());
  }

  private static NodeReport at(String ip, NodeReport report) {
    return new NodeReport(
        new Address(ip, Clusters.PORT),
        report.self(),
        report.known(),
        report.openSlots(),
        report.stateOk(),
        report.loading(),
        report.keys(),
        report.currentEpoch(),
        report.linkUp(),
        report.offset(),
        report.usedMemoryBytes(),
        report.maxMemoryBytes(),
        report.redirects(),
        report.version());
  }
}
