package dev.slotwright.policy;

/**
 * What is not to be done at all, from the policy file or from the API.
 *
 * @param all nothing
 * @param scaleOut no growth
 * @param scaleIn no shrinking
 */
public record Pause(boolean all, boolean scaleOut, boolean scaleIn) {
  public static final Pause NONE = new Pause(false, false, false);

  public Pause or(Pause other) {
    return new Pause(all || other.all, scaleOut || other.scaleOut, scaleIn || other.scaleIn);
  }
}
