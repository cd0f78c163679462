package dev.slotwright.redis.mover;

import dev.slotwright.cluster.Address;
import dev.slotwright.cluster.NodeId;
import dev.slotwright.cluster.SlotSet;
import dev.slotwright.control.RefusedException;
import dev.slotwright.control.UnreachableException;
import dev.slotwright.redis.Request;
import dev.slotwright.redis.ServerErrorException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Makes a target's replicas know the slots that it has taken, before the source lets go of them.
 *
 * <p>A replica that takes its master's place claims the slots that it has heard of. Redis 7.0 and
 * newer tell every node at once of a slot taken; older ones mention it in the next ping, up to half
 * the node timeout later. A target that dies meanwhile leaves slots without an owner, and their
 * keys on a new master that does not serve them. CLUSTER MEET makes it send a ping at once: to a
 * node that it knows already it does nothing else. What a target takes first is waited for on every
 * server: before Valkey 8 no replica stands for a master that it takes for one without slots.
 */
final class Announcement {
  private static final Logger LOG = Logger.getLogger(Announcement.class);
  private static final Duration POLL = Duration.ofMillis(20);

  private final OrderContext order;
  private final Pair pair;

  Announcement(OrderContext order, Pair pair) {
    this.order = order;
    this.pair = pair;
  }

  /**
   * Returns once every replica of the target that answers knows that the slots are the target's; at
   * the latest when gossip has had its time.
   *
   * @param target the target's own word after it took them
   * @throws Unsettled when a replica has become a master meanwhile, or the target has
   */
  void await(SlotSet slots, SelfView target) {
    boolean had = !target.slots().minus(slots).isEmpty();
    if (had && pair.target().server().tellsAtOnce()) {
      return;
    }
    List<SelfView.Peer> replicas = target.replicas().filter(peer -> !peer.failed()).toList();
    hurry(pair.target(), replicas.stream().map(SelfView.Peer::address).toList());
    long deadline = System.nanoTime() + order.settings().agreement().toNanos();
    for (SelfView.Peer replica : replicas) {
      if (!hears(replica, slots, target.self(), deadline)) {
        pair.readTarget();
        LOG.warnf(
            "replica does not know its master's slots replica=%s slots=%s",
            replica.address(), slots);
      }
    }
  }

  private boolean hears(SelfView.Peer replica, SlotSet slots, NodeId master, long deadline) {
    try (NodeLine line = order.line(replica.address())) {
      while (System.nanoTime() < deadline) {
        SelfView view = Pair.view(line.ask(List.of(SetSlot.NODES)).getFirst());
        if (!view.me().follows().equals(Optional.of(master))) {
          throw new Unsettled(
              "%s does not follow the target %s any more"
                  .formatted(replica.address(), master.brief()));
        }
        SelfView.Peer seen = view.peers().get(master);
        if (seen != null && slots.minus(seen.slots()).isEmpty()) {
          return true;
        }
        Waiting.pause(POLL);
      }
    } catch (UnreachableException silent) {
      Waiting.checkInterrupted();
    } catch (ServerErrorException | RefusedException unheard) {
      // It loads its data, or does not know the user: it knows no less for that, only nobody hears.
      LOG.infof("replica does not answer node=%s why=%s", replica.address(), unheard.getMessage());
    }
    return false;
  }

  /**
   * Has a node ping others that it knows at once. Where that is not permitted gossip takes its
   * time: what is half closed by then has to be closed all the same.
   */
  static void hurry(NodeLine line, List<Address> known) {
    try {
      line.ask(known.stream().map(Announcement::meet).toList());
    } catch (RefusedException e) {
      LOG.infof("gossip is not hurried node=%s why=%s", line.address(), e.getMessage());
    }
  }

  /** Of a node that is known: a ping to it at once, and nothing else. */
  private static Request meet(Address known) {
    return Request.of(
        "CLUSTER",
        "MEET",
        known.host(),
        Integer.toString(known.port()),
        Integer.toString(known.busPort()));
  }
}
