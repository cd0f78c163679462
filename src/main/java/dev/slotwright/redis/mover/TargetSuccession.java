package dev.slotwright.redis.mover;

import dev.slotwright.control.MoveListener;
import org.jboss.logging.Logger;

/**
 * A target has died or was replaced, and its replica is the target now: what of the keys that were
 * handed over had not been replicated is lost, as replication is asynchronous, and is counted. Of a
 * source nothing is: what it had deleted and its replica has again is at the target.
 */
final class TargetSuccession {
  /** Of warnings; stable. */
  static final String CODE = "keys-not-replicated";

  private static final Logger LOG = Logger.getLogger(TargetSuccession.class);

  private TargetSuccession() {}

  /**
   * Tells how many keys at most the new target lacks; nobody is warned when that is none.
   *
   * @param found the pair with the new target, closed on failure
   * @param mover that of the pair before
   */
  static void count(OrderContext order, Pair before, Pair found, KeyMover mover) {
    long missing;
    try {
      missing = mover.missingAt(found);
    } catch (RuntimeException e) {
      found.close();
      throw e;
    }
    LOG.infof(
        "target was replaced by its replica from=%s to=%s keysNotReplicatedAtMost=%d",
        before.targetId().brief(), found.targetId().brief(), missing);
    if (missing > 0) {
      order.warned(
          new MoveListener.Warning(
              CODE,
              ("%s at %s has taken the place of %s and may lack up to %d of the keys that had moved"
                      + " there: they were not replicated yet")
                  .formatted(
                      found.targetId().brief(),
                      found.target().address(),
                      before.targetId().brief(),
                      missing)));
    }
  }
}
