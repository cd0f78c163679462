package dev.slotwright.api;

import dev.slotwright.policy.Pause;

/**
 * What is not to be done from now on; takes the place of an earlier pause.
 *
 * @param all nothing, an operation in flight included
 * @param scaleOut no growth
 * @param scaleIn no shrinking
 */
public record PauseRequest(boolean all, boolean scaleOut, boolean scaleIn) {
  Pause pause() {
    return new Pause(all, scaleOut, scaleIn);
  }
}
