package dev.slotwright.redis;

import dev.slotwright.cluster.ClusterView;
import dev.slotwright.cluster.Node;
import dev.slotwright.cluster.NodeId;
import dev.slotwright.cluster.NodeReport;
import dev.slotwright.control.RefusedException;
import dev.slotwright.control.UnreachableException;
import java.time.Duration;
import java.util.Optional;

/** CLUSTER REPLICATE: an empty node, or the replica of another master, follows a master. */
final class Attachment {
  private static final Patience GOSSIP = new Patience(Duration.ofSeconds(10));

  private final Fence fence;
  private final Whereabouts whereabouts;

  Attachment(Fence fence, Whereabouts whereabouts) {
    this.fence = fence;
    this.whereabouts = whereabouts;
  }

  void attach(ClusterView view, NodeId replica, NodeId master) {
    NodeReport fresh = whereabouts.read(view, replica);
    if (follows(fresh, master)) {
      return;
    }
    if (!whereabouts.read(view, master).selfNode().isMaster()) {
      throw new RefusedException(
          "%s cannot follow %s, which is a replica itself: observe again"
              .formatted(fresh.asked(), Whereabouts.known(view, master)));
    }
    awaitKnown(view, replica, master);
    NodeReport last = whereabouts.read(view, replica);
    objection(last)
        .ifPresent(
            reason -> {
              throw new RefusedException(
                  "%s is not attached to %s: %s"
                      .formatted(last.asked(), Whereabouts.known(view, master), reason));
            });
    fence.change(last.asked(), "CLUSTER", "REPLICATE", master.value());
    if (!GOSSIP.until(() -> follows(whereabouts.read(view, replica), master))) {
      throw new UnreachableException(
          "%s took REPLICATE but does not follow %s".formatted(last.asked(), master.brief()));
    }
  }

  private static boolean follows(NodeReport report, NodeId master) {
    return !report.selfNode().isMaster() && report.selfNode().master().equals(Optional.of(master));
  }

  /** REPLICATE wants a master that the node knows, as a master, which takes a round of gossip. */
  private void awaitKnown(ClusterView view, NodeId replica, NodeId master) {
    boolean known =
        GOSSIP.until(
            () ->
                Whereabouts.seenBy(whereabouts.read(view, replica), master)
                    .filter(Node::isMaster)
                    .filter(Node::linked)
                    .isPresent());
    if (!known) {
      throw new UnreachableException(
          "%s has not learned of master %s within %d s: have they met?"
              .formatted(
                  Whereabouts.known(view, replica), master.brief(), GOSSIP.limit().toSeconds()));
    }
  }

  /** REPLICATE throws the node's own data away: there must be none that is nowhere else. */
  private static Optional<String> objection(NodeReport fresh) {
    Node self = fresh.selfNode();
    if (!fresh.openSlots().isEmpty()) {
      return Optional.of("it has open slots " + fresh.openSlots());
    }
    if (self.isMaster()) {
      return self.slots().isEmpty() && fresh.keys() == 0
          ? Optional.empty()
          : Optional.of(
              "it is a master with %d slots and %d keys; drain it first"
                  .formatted(self.slots().size(), fresh.keys()));
    }
    return self.master()
        .flatMap(id -> Whereabouts.seenBy(fresh, id))
        .filter(old -> !old.slots().isEmpty() && !old.healthy())
        .map(
            old ->
                "its master %s is %s and owns %d slots, so it may hold the only copy"
                    .formatted(old.address(), old.health(), old.slots().size()));
  }
}
