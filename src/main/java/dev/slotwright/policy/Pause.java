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

  /** For people: {@code all}, {@code scale-out}, {@code scale-in}, or both of these. */
  public String words() {
    if (all) {
      return "all";
    }
    return scaleOut && scaleIn ? "scale-out, scale-in" : scaleOut ? "scale-out" : "scale-in";
  }

  public Pause or(Pause other) {
    return new Pause(all || other.all, scaleOut || other.scaleOut, scaleIn || other.scaleIn);
  }
}
