package dev.slotwright.redis;

import dev.slotwright.cluster.Address;
import dev.slotwright.cluster.Node;
import dev.slotwright.cluster.NodeId;
import dev.slotwright.cluster.NodeReport;
import dev.slotwright.control.RefusedException;
import dev.slotwright.control.UnreachableException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;

/** CLUSTER MEET: a blank node, or one that has a new address, gets to know a member. */
final class Meeting {
  private static final int BUS_OFFSET = 10_000;

  /** A handshake takes about a second; the server gives it up after its node time-out. */
  private static final Patience HANDSHAKE = new Patience(Duration.ofSeconds(15));

  private static final String STRANGE =
      "a node with another life's data never joins. Empty its volume, or CLUSTER RESET it by hand";
  private static final String RELATED =
      "it knows members of this cluster, but the one it would meet does not know it. If it belongs"
          + " here, gossip will tell of it: wait; only if it was removed, and nobody needs its data,"
          + " CLUSTER RESET it by hand";

  private final Fence fence;
  private final Census census;

  Meeting(Fence fence, Census census) {
    this.fence = fence;
    this.census = census;
  }

  void meet(Address member, Address newcomer, NodeId expected) {
    NodeReport guest = guest(newcomer, expected);
    NodeReport host = census.of(member);
    if (guest.self().equals(host.self()) || acquainted(host, guest)) {
      return;
    }
    requireFit(host, guest);
    fence.change(member, command(newcomer));
    if (!HANDSHAKE.until(() -> acquainted(census.of(member), guest(newcomer, expected)))) {
      throw new UnreachableException(
          "%s and %s have not finished their handshake within %d s: is the bus port %d of both open?"
              .formatted(member, newcomer, HANDSHAKE.limit().toSeconds(), newcomer.busPort()));
    }
  }

  /** An address is given to another pod, even one of another cluster, when its pod is gone. */
  private NodeReport guest(Address newcomer, NodeId expected) {
    NodeReport guest = census.of(newcomer);
    if (!guest.self().equals(expected)) {
      throw new RefusedException(
          "%s is node %s now, not %s, and is not met: observe again"
              .formatted(newcomer, guest.self().brief(), expected.brief()));
    }
    return guest;
  }

  /**
   * Who is related but not a member was restarted, or the host was, in the handshake before the one
   * wrote the other down: another MEET repairs that. With slots or keys it may as well be a node
   * that was forgotten and not reset.
   */
  private static void requireFit(NodeReport host, NodeReport guest) {
    boolean member = Whereabouts.seenBy(host, guest.self()).isPresent();
    boolean related =
        guest.known().stream().anyMatch(node -> Whereabouts.seenBy(host, node.id()).isPresent());
    boolean empty = guest.selfNode().slots().isEmpty() && guest.keys() == 0;
    if (guest.blank() || member || (related && empty)) {
      return;
    }
    throw new RefusedException(
        "%s is not blank: it knows %d other nodes, owns %d slots and holds %d keys; %s"
            .formatted(
                guest.asked(),
                guest.known().size() - 1,
                guest.selfNode().slots().size(),
                guest.keys(),
                related ? RELATED : STRANGE));
  }

  /** Each lists the other with a link, and the host has the guest's present address. */
  private static boolean acquainted(NodeReport host, NodeReport guest) {
    return Whereabouts.seenBy(host, guest.self())
            .filter(Node::linked)
            .filter(Node::healthy)
            .filter(seen -> sameEndpoint(seen.address(), guest.selfNode().address()))
            .isPresent()
        && Whereabouts.seenBy(guest, host.self()).filter(Node::linked).isPresent();
  }

  private static boolean sameEndpoint(Address one, Address other) {
    return one.host().equals(other.host()) && one.port() == other.port();
  }

  /** MEET takes no names, so they are resolved here. */
  private static Request command(Address newcomer) {
    try {
      String ip = InetAddress.getByName(newcomer.host()).getHostAddress();
      Request meet = Request.of("CLUSTER", "MEET", ip).with(newcomer.port());
      boolean usual = newcomer.busPort() == newcomer.port() + BUS_OFFSET;
      return usual ? meet : meet.with(newcomer.busPort());
    } catch (UnknownHostException e) {
      throw new UnreachableException("the name " + newcomer.host() + " does not resolve", e);
    }
  }
}
