package dev.slotwright.operation;

import dev.slotwright.cluster.NodeId;
import dev.slotwright.cluster.Observation;
import dev.slotwright.event.Event;
import java.util.List;
import java.util.Set;

/** Notices when somebody else changed {@code spec.replicas}, and tells it once. */
final class OtherHands {
  private OtherHands() {}

  static ClusterState notice(ClusterState state, Controller.Inputs in) {
    int desired = in.observation().pods().desired();
    if (state.replicas().isEmpty()) {
      return state.replicas(desired);
    }
    int ours = state.replicas().get();
    boolean goal =
        state
            .operation()
            .map(Operation::header)
            .filter(header -> desired > ours ? grown(header, desired) : shrunk(header, in))
            .isPresent();
    if (desired == ours || goal) {
      return state.replicas(desired);
    }
    Event warning =
        new Event.Warned(
            "workload-changed",
            "spec.replicas of "
                + in.observation().pods().name()
                + " was changed from "
                + ours
                + " to "
                + desired
                + " by somebody else: leave it to this controller (remove an HPA on it, and"
                + " replicas from what Argo CD or Flux apply)"
                + onlyOnTheirClaims(in.observation()));
    return state.replicas(desired).tell(in.cluster(), in.now(), List.of(warning));
  }

  /**
   * Shards whose nodes all go: a pod's end takes what it holds in memory, and a claim brings back
   * only what was written to it.
   */
  private static String onlyOnTheirClaims(Observation seen) {
    Set<NodeId> leaving = seen.nodesBeyond(seen.pods().desired());
    List<String> lost =
        seen.view().shards().stream()
            .filter(shard -> !shard.master().slots().isEmpty())
            .filter(shard -> leaving.contains(shard.master().id()))
            .filter(shard -> shard.replicas().stream().allMatch(r -> leaving.contains(r.id())))
            .map(
                shard -> shard.master().slots().size() + " slots of " + shard.master().id().brief())
            .toList();
    return lost.isEmpty()
        ? ""
        : "; no staying pod has a copy of "
            + String.join(" and ", lost)
            + ": their keys are only what the claims of the pods that go have kept";
  }

  private static boolean grown(Header header, int desired) {
    return desired == header.pods() || desired == header.podsBefore();
  }

  /** We never shrink a set below a pod whose node owns slots. */
  private static boolean shrunk(Header header, Controller.Inputs in) {
    Observation seen = in.observation();
    int desired = seen.pods().desired();
    return desired == header.pods()
        && seen.view().owners().stream()
            .allMatch(
                owner -> seen.podOf(owner.id()).filter(p -> p.ordinal() < desired).isPresent());
  }
}
