package dev.slotwright.operation;

import dev.slotwright.cluster.ClusterView;
import dev.slotwright.cluster.Node;
import dev.slotwright.cluster.NodeId;
import dev.slotwright.cluster.NodeReport;
import dev.slotwright.cluster.Observation;
import dev.slotwright.cluster.Pod;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Which replica is to take the place of a master whose pod is to be deleted. */
final class Successor {
  private final Observation seen;
  private final Pod leaving;
  private final Node master;
  private final int pods;

  /**
   * @param pods that stay: who has a higher ordinal is only taken when nobody else is fit
   */
  Successor(Observation seen, Pod leaving, Node master, int pods) {
    this.seen = seen;
    this.leaving = leaving;
    this.master = master;
    this.pods = pods;
  }

  /**
   * A replica in sync in a pod that is not deleted too. Of several: one that stays, then one on
   * another host, because a drained host loses all its pods, then the one that has read furthest.
   */
  Optional<NodeId> choice() {
    return seen.view().replicasOf(master.id()).stream()
        .filter(replica -> unfit(replica).isEmpty())
        .min(
            Comparator.<Node, Boolean>comparing(replica -> pod(replica).ordinal() >= pods)
                .thenComparing(replica -> sameHost(pod(replica)))
                .thenComparing(replica -> !pod(replica).ready())
                .thenComparing(Comparator.comparingLong(this::offset).reversed())
                .thenComparing(Node::id))
        .map(Node::id);
  }

  /** Why nobody may take over. */
  String refusal() {
    List<Node> replicas = seen.view().replicasOf(master.id());
    return replicas.isEmpty()
        ? "it has no replica"
        : replicas.stream()
            .map(r -> "replica " + r.id().brief() + " " + unfit(r).orElse("is fit"))
            .sorted()
            .collect(Collectors.joining(", "));
  }

  private Optional<String> unfit(Node replica) {
    ClusterView view = seen.view();
    Optional<Pod> pod = seen.podOf(replica.id());
    if (view.report(replica.id()).isEmpty()) {
      return Optional.of("does not answer");
    }
    if (pod.isEmpty()) {
      return Optional.of("is in no pod of the set");
    }
    if (pod.get().terminating()) {
      return Optional.of("is in pod " + pod.get().name() + ", which is to be deleted too");
    }
    return view.inSync(replica.id()) ? Optional.empty() : Optional.of("is not in sync");
  }

  private Pod pod(Node fit) {
    return seen.podOf(fit.id()).orElseThrow();
  }

  private boolean sameHost(Pod pod) {
    return pod.host().isPresent() && pod.host().equals(leaving.host());
  }

  private long offset(Node replica) {
    return seen.view().report(replica.id()).map(NodeReport::offset).orElse(0L);
  }
}
