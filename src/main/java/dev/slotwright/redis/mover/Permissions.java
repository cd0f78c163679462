package dev.slotwright.redis.mover;

import dev.slotwright.control.RefusedException;
import dev.slotwright.redis.Request;
import java.util.List;

/**
 * Whether a node lets the mover do what it will only need in the middle of a move, or after
 * something has gone wrong: found out later, a missing permission would leave slots open. Sends
 * each command in a form that changes nothing; every answer is fine but NOPERM, which servers give
 * before they look at the arguments. What moves a key is proved by the {@link Canary}.
 */
final class Permissions {
  /** An id that no client has. Not 0: Redis 6.0 takes it for no filter and ends every client. */
  private static final String NOBODY = Long.toString(Long.MAX_VALUE);

  /** Neither a slot nor an address with a port. */
  private static final String NOTHING = "none";

  /**
   * BUMPEPOCH has no form that changes nothing, and newer servers count arguments before they look
   * at permissions. Queued, it is refused at once, and never done: EXISTS without a key, which no
   * server queues, makes EXEC throw everything away.
   */
  private static final List<Request> BUMP_NOTHING =
      List.of(
          Request.of("MULTI"),
          Request.of("CLUSTER", "BUMPEPOCH"),
          Request.of("EXISTS"),
          Request.of("EXEC"));

  private Permissions() {}

  /**
   * @param slot the key that is asked for is in it, and need not exist
   * @throws MoveFailure naming node, command and user
   */
  static void require(NodeLine node, int slot) {
    String key = "slotwright:canary:{" + KeySlot.tagOf(slot) + "}";
    try {
      node.ask(
          List.of(
              Request.of("EXISTS", key),
              Request.of("DUMP", key),
              Request.of("PTTL", key),
              Request.of("MEMORY", "USAGE", key),
              Request.of("DBSIZE"),
              Request.of("PING"),
              Request.of("WAIT", "0", "0"),
              Request.of("MULTI"),
              Request.of("EXEC"),
              Request.of("CLIENT", "LIST", "TYPE", "pubsub"),
              Request.of("CLIENT", "KILL", "ID", NOBODY),
              SetSlot.count(slot),
              SetSlot.keys(slot, 1),
              Request.of("CLUSTER", "SETSLOT", NOTHING, "STABLE"),
              Request.of("CLUSTER", "MEET", NOTHING, NOTHING)));
      node.ask(BUMP_NOTHING);
    } catch (RefusedException e) {
      throw MoveFailure.lasting(e.getMessage());
    }
  }
}
