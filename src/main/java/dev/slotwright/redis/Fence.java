package dev.slotwright.redis;

import dev.slotwright.cluster.Address;
import dev.slotwright.control.RefusedException;
import java.util.function.BooleanSupplier;

/**
 * What changes a node is sent through here, so that an instance that lost its lease, perhaps while
 * it slept, does nothing more.
 *
 * @param permitted is asked directly before each command
 */
record Fence(NodeConnections connections, BooleanSupplier permitted) {

  /** Sends one command that changes the node; errors as {@link NodeConnection}. */
  Reply change(Address node, String... words) {
    return change(node, Request.of(words));
  }

  /** The permission is asked after the connect, which may take its time. */
  Reply change(Address node, Request request) {
    NodeConnection connection = connections.to(node);
    require(request.name() + " to " + node);
    return connection.call(request);
  }

  /**
   * @param sending for the message: what would be sent, and to whom
   * @throws RefusedException when the lease was lost
   */
  void require(String sending) {
    if (!permitted.getAsBoolean()) {
      throw new RefusedException(
          "the lease of this cluster was lost, so %s is not sent: who holds it now goes on"
              .formatted(sending));
    }
  }
}
