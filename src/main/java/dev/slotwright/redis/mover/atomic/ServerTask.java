package dev.slotwright.redis.mover.atomic;

import dev.slotwright.cluster.NodeId;
import dev.slotwright.cluster.SlotSet;

/**
 * A migration as one of its two ends tells it.
 *
 * @param id the same at both ends
 * @param importing whether it is told by the target
 * @param state in the server's own word
 * @param error what the server says went wrong; empty when nothing did
 * @param writePauseMillis how long the source held back writes; 0 where the server does not say
 */
public record ServerTask(
    String id,
    boolean importing,
    SlotSet slots,
    NodeId source,
    NodeId target,
    Stage stage,
    String state,
    String error,
    double writePauseMillis) {

  /** How far a migration is. */
  public enum Stage {
    /** The data is on its way. */
    RUNNING,
    /**
     * Writes are held back until the target owns the slots: only the target may be told to stop.
     */
    HANDING_OVER,
    /** It failed, and the server begins anew by itself, without end. */
    RETRYING,
    /** The target owns the slots. */
    COMPLETED,
    /** It failed or was cancelled, and nobody begins it anew. */
    ENDED
  }

  /** Whether the server still works on it. */
  public boolean inFlight() {
    return stage != Stage.COMPLETED && stage != Stage.ENDED;
  }

  /** For messages: {@code task ID of slots 0-99 from A to B (state)}. */
  public String name() {
    return "task %s of slots %s from %s to %s (%s)"
        .formatted(id, slots, source.brief(), target.brief(), state);
  }
}
