package dev.slotwright.redis;

import dev.slotwright.cluster.ClusterView;
import dev.slotwright.cluster.Node;
import dev.slotwright.cluster.NodeId;
import dev.slotwright.cluster.NodeReport;
import dev.slotwright.cluster.Role;
import dev.slotwright.control.RefusedException;
import dev.slotwright.control.UnreachableException;
import java.time.Duration;
import java.util.Optional;

/**
 * CLUSTER FAILOVER on a replica in sync: the master pauses its clients, the replica catches up and
 * takes over, nothing is lost. The server gives a try up after 5 s without a word, so there is a
 * second one.
 */
final class Promotion {
  private static final Patience TRY = new Patience(Duration.ofSeconds(6));
  private static final int TRIES = 2;
  private static final Patience GOSSIP = new Patience(Duration.ofSeconds(10));

  private final Fence fence;
  private final Whereabouts whereabouts;

  Promotion(Fence fence, Whereabouts whereabouts) {
    this.fence = fence;
    this.whereabouts = whereabouts;
  }

  void promote(ClusterView view, NodeId replica) {
    if (whereabouts.read(view, replica).selfNode().isMaster()) {
      return;
    }
    Node old = failOver(view, replica);
    boolean agreed =
        GOSSIP.until(() -> whereabouts.read(view, old.id()).selfNode().role() == Role.REPLICA);
    if (!agreed) {
      throw new UnreachableException(
          "%s is master now, but %s has not become its replica within %d s"
              .formatted(
                  Whereabouts.known(view, replica), old.address(), GOSSIP.limit().toSeconds()));
    }
  }

  /** Returns whom the replica followed. */
  private Node failOver(ClusterView view, NodeId replica) {
    for (int attempt = 1; attempt <= TRIES; attempt++) {
      NodeReport fresh = whereabouts.read(view, replica);
      Node master = requireInSync(view, fresh);
      fence.change(fresh.asked(), "CLUSTER", "FAILOVER");
      if (TRY.until(() -> whereabouts.read(view, replica).selfNode().isMaster())) {
        return master;
      }
    }
    throw new UnreachableException(
        "%s was told to fail over %d times and is no master after %d s"
            .formatted(Whereabouts.known(view, replica), TRIES, TRIES * TRY.limit().toSeconds()));
  }

  private static Node requireInSync(ClusterView view, NodeReport fresh) {
    Optional<NodeId> expected = view.node(fresh.self()).flatMap(Node::master);
    Optional<NodeId> followed = fresh.selfNode().master();
    if (expected.isPresent() && !expected.equals(followed)) {
      throw refused(fresh, "it follows another master than when it was observed; observe again");
    }
    if (fresh.loading() || !fresh.linkUp()) {
      throw refused(fresh, "it is not in sync with its master; wait until its link is up");
    }
    return followed
        .flatMap(id -> Whereabouts.seenBy(fresh, id))
        .filter(master -> master.healthy() && master.linked())
        .orElseThrow(
            () -> refused(fresh, "its master does not answer; the cluster elects by itself then"));
  }

  private static RefusedException refused(NodeReport fresh, String reason) {
    return new RefusedException("%s is not promoted: %s".formatted(fresh.asked(), reason));
  }
}
