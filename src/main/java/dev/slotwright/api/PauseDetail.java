package dev.slotwright.api;

import dev.slotwright.control.ClusterStatus;
import dev.slotwright.operation.ClusterState;
import dev.slotwright.policy.Pause;
import dev.slotwright.policy.Policy;

/**
 * What is not to be done.
 *
 * @param byPolicy whether some of it stands in the policy file, where resume does not reach
 * @param byRequest whether some of it was asked for through the API
 */
public record PauseDetail(
    boolean all, boolean scaleOut, boolean scaleIn, boolean byPolicy, boolean byRequest) {
  static PauseDetail of(ClusterStatus status) {
    Pause inFile = status.policy().map(Policy::pause).orElse(Pause.NONE);
    Pause asked = status.state().map(ClusterState::history).map(h -> h.pause()).orElse(Pause.NONE);
    Pause both = inFile.or(asked);
    return new PauseDetail(
        both.all(),
        both.scaleOut(),
        both.scaleIn(),
        !inFile.equals(Pause.NONE),
        !asked.equals(Pause.NONE));
  }
}
