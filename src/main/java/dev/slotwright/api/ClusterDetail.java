package dev.slotwright.api;

import dev.slotwright.cluster.ClusterView;
import dev.slotwright.cluster.Observation;
import dev.slotwright.control.ClusterStatus;
import dev.slotwright.operation.ClusterState;
import java.util.List;
import java.util.Optional;

/**
 * Everything that is known of one cluster.
 *
 * @param summary as in the list of clusters
 * @param shards by the ordinal of their master's pod; masters without slots included
 * @param otherPods pods that hold no member: not ready yet, blank, foreign or silent
 * @param policy in force
 * @param verdict the last one; none while an operation has been in flight since the start
 * @param operation in flight
 * @param paused what the policy file or somebody here has paused
 * @param openSlots right now
 * @param disagreements where nodes differ on who is there and who owns what
 * @param eventsWaiting for the broker's word
 */
public record ClusterDetail(
    ClusterSummary summary,
    List<ShardDetail> shards,
    List<PodDetail> otherPods,
    Optional<PolicyDetail> policy,
    Optional<VerdictDetail> verdict,
    Optional<OperationDetail> operation,
    PauseDetail paused,
    int openSlots,
    List<String> disagreements,
    int eventsWaiting) {

  static ClusterDetail of(ClusterStatus status) {
    Optional<ClusterView> view = status.observation().map(Observation::view);
    return new ClusterDetail(
        ClusterSummary.of(status),
        ShardDetail.all(status),
        PodDetail.withoutMember(status),
        status.policy().map(PolicyDetail::of),
        status.verdict().map(verdict -> VerdictDetail.of(verdict, status.judgedAt())),
        OperationDetail.of(status),
        PauseDetail.of(status),
        SlotMap.open(status).size(),
        view.map(ClusterView::disagreements).orElse(List.of()),
        status.state().map(ClusterState::outbox).map(outbox -> outbox.events().size()).orElse(0));
  }
}
