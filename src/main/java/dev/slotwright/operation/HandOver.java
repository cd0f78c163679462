package dev.slotwright.operation;

import dev.slotwright.cluster.NodeId;
import java.time.Instant;

/**
 * A replica is about to take the place of a master whose pod is to be deleted. Whether it has, the
 * nodes say.
 *
 * @param pod its name
 * @param uid of the pod; one that is made again has another
 * @param from the master
 * @param to the replica
 * @param slots that the master owned when this was decided
 * @param since when that was
 */
public record HandOver(String pod, String uid, NodeId from, NodeId to, int slots, Instant since) {
  /** Decided again: the replica may be another by now, the time runs on. */
  HandOver since(Instant earlier) {
    return new HandOver(pod, uid, from, to, slots, earlier);
  }
}
