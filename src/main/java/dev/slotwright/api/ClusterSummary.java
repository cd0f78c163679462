package dev.slotwright.api;

import dev.slotwright.cluster.ClusterView;
import dev.slotwright.cluster.Observation;
import dev.slotwright.cluster.Pod;
import dev.slotwright.control.ClusterStatus;
import dev.slotwright.judgement.Verdict;
import dev.slotwright.operation.ClusterState;
import dev.slotwright.operation.Operation;
import dev.slotwright.operation.Verdicts;
import dev.slotwright.policy.Policy;
import java.time.Instant;
import java.util.Optional;

/**
 * A cluster in a few words.
 *
 * @param leading whether this instance is in charge of it
 * @param observedAt when it was last looked at; shards, nodes and pods are as of then
 * @param shards masters that own slots
 * @param wanted shards that the last verdict asks for
 * @param nodes members, replicas and masters without slots included
 * @param healthy whether every slot is owned and every node says so
 * @param verdict {@code scale-out}, {@code scale-in}, {@code rebalance} or {@code hold}
 * @param code the deciding reason
 * @param operation kind of the operation in flight
 * @param problem why it could not be looked after at the last try
 */
public record ClusterSummary(
    String name,
    String namespace,
    String statefulSet,
    Optional<String> policy,
    Optional<String> mode,
    boolean leading,
    Optional<Instant> observedAt,
    int shards,
    Optional<Integer> wanted,
    int nodes,
    int pods,
    int podsReady,
    int podsDesired,
    boolean healthy,
    Optional<String> verdict,
    Optional<String> code,
    Optional<String> operation,
    Optional<String> problem) {

  static ClusterSummary of(ClusterStatus status) {
    Optional<Observation> seen = status.observation();
    Optional<ClusterView> view = seen.map(Observation::view);
    return new ClusterSummary(
        status.cluster().name(),
        status.cluster().namespace(),
        status.cluster().statefulSet(),
        status.policy().map(Policy::name),
        status.policy().map(Policy::mode).map(Words::of),
        status.leading(),
        seen.map(Observation::at),
        view.map(v -> v.owners().size()).orElse(0),
        status.verdict().map(Verdict::target),
        view.map(v -> v.nodes().size()).orElse(0),
        seen.map(o -> o.pods().pods().size()).orElse(0),
        seen.map(o -> (int) o.pods().pods().stream().filter(Pod::ready).count()).orElse(0),
        seen.map(o -> o.pods().desired()).orElse(0),
        view.map(ClusterView::stateOk).orElse(false),
        status.verdict().map(Verdict::name),
        status.verdict().map(Verdicts::code).map(Enum::name),
        status.state().flatMap(ClusterState::operation).map(Operation::kind),
        status.problem());
  }
}
