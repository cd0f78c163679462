package dev.slotwright.operation;

import dev.slotwright.cluster.Observation;
import dev.slotwright.event.Event;
import java.util.List;

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
                + " replicas from what Argo CD or Flux apply)");
    return state.replicas(desired).tell(in.cluster(), in.now(), List.of(warning));
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
