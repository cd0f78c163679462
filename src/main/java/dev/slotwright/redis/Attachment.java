package dev.slotwright.redis;

import dev.slotwright.cluster.ClusterView;
import dev.slotwright.cluster.Node;
import dev.slotwright.cluster.NodeId;
import dev.slotwright.cluster.NodeReport;
import dev.slotwright.control.RefusedException;
import dev.slotwright.control.UnreachableException;
import java.time.Duration;
import java.util.Optional;
import org.jboss.logging.Logger;

/** CLUSTER REPLICATE: an empty node, or the replica of another master, follows a master. */
final class Attachment {
  private static final Logger LOG = Logger.getLogger(Attachment.class);
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
    requireOtherCopy(view, fresh);
    NodeReport last = whereabouts.read(view, replica);
    objection(last)
        .or(
            () ->
                last.selfNode().master().equals(fresh.selfNode().master())
                    ? Optional.empty()
                    : Optional.of("it follows another master than a moment ago; observe again"))
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

  /**
   * A replica that is taken from a master with slots must not be its last copy: until the next one
   * has synced, the death of that master would lose its keys.
   */
  private void requireOtherCopy(ClusterView view, NodeReport leaving) {
    Optional<Node> old = leaving.selfNode().master().flatMap(id -> Whereabouts.seenBy(leaving, id));
    if (old.isEmpty()) {
      return;
    }
    NodeReport master;
    try {
      master = whereabouts.read(view, old.get().id());
    } catch (UnreachableException e) {
      if (old.get().slots().isEmpty()) {
        return;
      }
      throw refused(leaving, old.get(), "does not answer: " + e.getMessage());
    }
    if (!master.selfNode().isMaster()) {
      if (!synced(master)) {
        throw refused(leaving, old.get(), "is a replica itself now, and not in sync");
      }
      return;
    }
    if (!master.selfNode().slots().isEmpty() && !hasOtherCopy(view, master, leaving.self())) {
      throw refused(
          leaving,
          old.get(),
          "owns %d slots and has no other replica in sync"
              .formatted(master.selfNode().slots().size()));
    }
  }

  private boolean hasOtherCopy(ClusterView view, NodeReport master, NodeId leaving) {
    return master.known().stream()
        .filter(node -> node.master().equals(Optional.of(master.self())))
        .map(Node::id)
        .filter(id -> !id.equals(leaving))
        .anyMatch(id -> copies(view, id, master.self()));
  }

  /** By its own word, now; who is not there to say so holds no copy. */
  private boolean copies(ClusterView view, NodeId replica, NodeId master) {
    try {
      NodeReport report = whereabouts.read(view, replica);
      return follows(report, master) && synced(report);
    } catch (UnreachableException | RefusedException e) {
      LOG.debugf("replica does not count as a copy node=%s why=%s", replica, e.getMessage());
      return false;
    }
  }

  private static boolean synced(NodeReport replica) {
    return replica.linkUp() && !replica.loading();
  }

  private static RefusedException refused(NodeReport leaving, Node master, String reason) {
    return new RefusedException(
        "%s keeps following its master %s (%s), which %s"
            .formatted(leaving.asked(), master.address(), master.id().brief(), reason));
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
