package dev.slotwright.cluster.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slotwright.cluster.Address;
import dev.slotwright.cluster.ClusterView;
import dev.slotwright.cluster.Clusters;
import dev.slotwright.cluster.Node;
import dev.slotwright.cluster.NodeId;
import dev.slotwright.cluster.NodeReport;
import dev.slotwright.cluster.OpenSlot;
import dev.slotwright.cluster.OpenSlot.Direction;
import dev.slotwright.cluster.Slot;
import dev.slotwright.cluster.SlotSet;
import dev.slotwright.cluster.check.Finding.Code;
import dev.slotwright.cluster.check.Finding.Severity;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ClusterCheckTest {
  private static final NodeId MASTER = Clusters.master(0);
  private static final NodeId OTHER = Clusters.master(1);
  private static final NodeId REPLICA = Clusters.replica(0, 0);

  private final Clusters well = Clusters.masters(3).withReplicas(1);

  @Test
  void aWellClusterHasNoFindings() {
    assertThat(ClusterCheck.findings(well.view(), details(well.view()))).isEmpty();
  }

  @Test
  void slotsWithoutOwnerAreNamed() {
    Clusters gap = well.owning(MASTER, SlotSet.range(0, 5000));

    Finding found = only(gap.view(), Code.SLOTS_WITHOUT_OWNER);

    assertThat(found.severity()).isEqualTo(Severity.ERROR);
    assertThat(found.what()).contains("have no owner: 5001-54");
  }

  @Test
  void slotsWithTwoOwnersAreNamedByTheMastersOwnWords() {
    ClusterView view =
        mapped(
            well.view(),
            OTHER,
            report ->
                with(
                    report,
                    self ->
                        new Node(
                            self.id(),
                            self.address(),
                            self.role(),
                            self.master(),
                            self.slots().plus(SlotSet.of(17)),
                            self.health(),
                            self.linked(),
                            self.configEpoch())));

    assertThat(only(view, Code.SLOTS_WITH_TWO_OWNERS).what())
        .contains("slots 17 are owned by m000", "and by m001");
    assertThat(ClusterCheck.findings(view, List.of()))
        .as("those who see it otherwise")
        .anyMatch(f -> f.code() == Code.VIEWS_DIFFER);
  }

  @Test
  void openSlotsAreFoundOnReplicasToo() {
    List<NodeDetail> details =
        List.of(
            open(MASTER, Direction.MIGRATING, MASTER, OTHER),
            open(REPLICA, Direction.MIGRATING, REPLICA, OTHER));

    List<Finding> found = ClusterCheck.findings(well.view(), details);

    assertThat(found).extracting(Finding::code).containsExactly(Code.SLOT_OPEN, Code.SLOT_OPEN);
    assertThat(found.get(0).what()).contains("slots 7-8 are migrating at m000", "to m001");
    assertThat(found.get(1).what()).contains("slots 7-8 are migrating at replica m000-r0");
  }

  @Test
  void keysOfOthersSlotsAreAnError() {
    NodeDetail stray = new NodeDetail(OTHER, List.of(), Map.of(), SlotSet.of(5, 6), 40, List.of());

    Finding found = only(well.view(), Code.KEYS_NOT_OWNED, stray);

    assertThat(found.severity()).isEqualTo(Severity.ERROR);
    assertThat(found.node()).contains(OTHER);
    assertThat(found.what()).contains("holds 40 keys of slots 5-6");
  }

  @Test
  void aFailedMasterIsAnErrorAndAFailedReplicaAWarning() {
    Finding master = only(well.down(MASTER).view(), Code.NODE_FAILED);
    Finding replica = only(well.down(REPLICA).view(), Code.NODE_FAILED);

    assertThat(master.severity()).isEqualTo(Severity.ERROR);
    assertThat(master.what()).contains("master m000").contains("taken for failed");
    assertThat(replica.severity()).isEqualTo(Severity.WARNING);
    assertThat(replica.what()).contains("replica m000-r0");
  }

  @Test
  void aMasterThatOnlyWeCannotReachIsSilentNotFailed() {
    ClusterView view = well.view();
    Map<NodeId, NodeReport> without =
        view.reports().entrySet().stream()
            .filter(entry -> !entry.getKey().equals(MASTER))
            .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    Address address = view.nodes().get(MASTER).address();
    ClusterView unreached =
        new ClusterView(
            view.nodes(), without, List.of(), List.of(), Map.of(address, "connection refused"));

    assertThat(only(unreached, Code.NODE_SILENT).what()).contains("m000", "connection refused");
  }

  @Test
  void shardsThatWouldNotSurviveAreNamed() {
    assertThat(
            ClusterCheck.findings(Clusters.masters(3).view(), List.of()).stream()
                .map(Finding::code))
        .hasSize(3)
        .containsOnly(Code.MASTER_WITHOUT_REPLICA);
    assertThat(only(well.linkDown(REPLICA).view(), Code.REPLICA_LINK_DOWN).what())
        .contains("m000-r0", "no link to its master m000");
    assertThat(only(Clusters.masters(2).withReplicas(1).view(), Code.NO_MAJORITY_AFTER_ONE_FAILURE))
        .isNotNull();
    assertThat(
            only(
                    well.following(REPLICA, Clusters.replica(1, 0)).view(),
                    Code.REPLICA_WITHOUT_MASTER)
                .what())
        .contains("m000-r0", "follows replica m001-r0");
  }

  @Test
  void aReplicaFarBehindIsNamedAndASmallLagIsNot() {
    ClusterView far = mapped(well.view(), MASTER, report -> offset(report, 17 << 20));
    ClusterView near = mapped(well.view(), MASTER, report -> offset(report, 1 << 20));

    assertThat(only(far, Code.REPLICA_BEHIND).what()).contains("m000-r0", "bytes behind");
    assertThat(ClusterCheck.findings(near, List.of())).isEmpty();
  }

  @Test
  void aShardOnOneHostIsNamed() {
    ClusterView view = well.view();
    String host = view.nodes().get(MASTER).address().host();
    Node moved = view.nodes().get(REPLICA);
    Map<NodeId, Node> nodes = new java.util.TreeMap<>(view.nodes());
    nodes.put(
        REPLICA,
        new Node(
            REPLICA,
            new Address(host, 7000),
            moved.role(),
            moved.master(),
            moved.slots(),
            moved.health(),
            moved.linked(),
            moved.configEpoch()));
    ClusterView together = new ClusterView(nodes, view.reports(), List.of(), List.of(), Map.of());

    assertThat(only(together, Code.SHARD_ON_ONE_HOST).what())
        .contains("on one host alone, " + host, "m000-r0");
  }

  @Test
  void settingsAndVersionsThatDifferNameTheOddOne() {
    List<NodeDetail> details =
        well.view().reports().keySet().stream()
            .map(id -> settings(id, id.equals(OTHER) ? "noeviction" : "allkeys-lru"))
            .toList();
    ClusterView mixed = mapped(well.view(), OTHER, report -> version(report, "redis 8.0.2"));

    assertThat(only(well.view(), Code.SETTINGS_DIFFER, details.toArray(NodeDetail[]::new)).what())
        .contains("maxmemory-policy differs: noeviction at m001")
        .endsWith("allkeys-lru at the other 5");
    assertThat(only(mixed, Code.VERSIONS_DIFFER).what()).contains("redis 8.0.2 at m001");
  }

  @Test
  void whatWasNotToldIsSaid() {
    NodeDetail shy =
        new NodeDetail(MASTER, List.of(), Map.of(), SlotSet.EMPTY, 0, List.of("NOPERM config"));

    assertThat(only(well.view(), Code.NOT_CHECKED, shy).what()).contains("m000", "NOPERM config");
  }

  @Test
  void errorsComeFirst() {
    List<Finding> found =
        ClusterCheck.findings(
            Clusters.masters(3).owning(MASTER, SlotSet.range(0, 5000)).view(), List.of());

    assertThat(found.getFirst().severity()).isEqualTo(Severity.ERROR);
    assertThat(found.getLast().severity()).isEqualTo(Severity.WARNING);
    assertThat(found).isSortedAccordingTo(java.util.Comparator.comparing(Finding::severity));
  }

  private static Finding only(ClusterView view, Code code, NodeDetail... details) {
    List<Finding> found =
        ClusterCheck.findings(view, List.of(details)).stream()
            .filter(finding -> finding.code() == code)
            .toList();
    assertThat(found).as("%s in %s", code, ClusterCheck.findings(view, List.of())).hasSize(1);
    return found.getFirst();
  }

  private static List<NodeDetail> details(ClusterView view) {
    return view.reports().keySet().stream().map(id -> settings(id, "noeviction")).toList();
  }

  private static NodeDetail settings(NodeId id, String policy) {
    return new NodeDetail(
        id, List.of(), Map.of("maxmemory-policy", policy), SlotSet.EMPTY, 0, List.of());
  }

  private static NodeDetail open(NodeId node, Direction direction, NodeId holder, NodeId peer) {
    return new NodeDetail(
        node,
        List.of(
            new OpenSlot(new Slot(7), direction, holder, peer),
            new OpenSlot(new Slot(8), direction, holder, peer)),
        Map.of(),
        SlotSet.EMPTY,
        0,
        List.of());
  }

  private static ClusterView mapped(
      ClusterView view, NodeId node, UnaryOperator<NodeReport> change) {
    return ClusterView.of(
        view.reports().values().stream()
            .map(report -> report.self().equals(node) ? change.apply(report) : report)
            .toList(),
        view.unreachable());
  }

  private static NodeReport with(NodeReport report, UnaryOperator<Node> self) {
    List<Node> known =
        report.known().stream()
            .map(node -> node.id().equals(report.self()) ? self.apply(node) : node)
            .toList();
    return changed(report, known, report.offset(), report.version());
  }

  private static NodeReport offset(NodeReport report, long more) {
    return changed(report, report.known(), report.offset() + more, report.version());
  }

  private static NodeReport version(NodeReport report, String version) {
    return changed(report, report.known(), report.offset(), version);
  }

  private static NodeReport changed(
      NodeReport report, List<Node> known, long offset, String version) {
    return new NodeReport(
        report.asked(),
        report.self(),
        known,
        report.openSlots(),
        report.stateOk(),
        report.loading(),
        report.keys(),
        report.currentEpoch(),
        report.linkUp(),
        offset,
        report.usedMemoryBytes(),
        report.maxMemoryBytes(),
        report.redirects(),
        version);
  }
}
