package dev.slotwright.redis;

import dev.slotwright.cluster.Address;
import dev.slotwright.cluster.ClusterView;
import dev.slotwright.cluster.NodeId;
import dev.slotwright.cluster.SlotSet;
import dev.slotwright.control.RedisCluster;
import dev.slotwright.control.RefusedException;
import dev.slotwright.control.UnreachableException;
import dev.slotwright.load.SlotBytes;
import java.util.Collection;
import java.util.Set;
import java.util.function.BooleanSupplier;

/** The nodes of one cluster, each asked and told by a plain connection of its own. */
public final class LettuceRedisCluster implements RedisCluster {
  private static final Set<String> PASSING =
      Set.of("LOADING", "BUSY", "TRYAGAIN", "CLUSTERDOWN", "MASTERDOWN", "NOREPLICAS");

  private final NodeConnections connections;
  private final Census census;
  private final SlotWeights weights;
  private final Meeting meeting;
  private final SlotAssignment assignment;
  private final Attachment attachment;
  private final Promotion promotion;
  private final Departure departure;

  /**
   * @param connections closed with this
   * @param permitted is asked directly before every command that changes a node: what was begun
   *     under a lease that is lost by now is not gone on with
   */
  public LettuceRedisCluster(NodeConnections connections, BooleanSupplier permitted) {
    this.connections = connections;
    this.census = new Census(connections);
    Whereabouts whereabouts = new Whereabouts(census);
    this.weights = new SlotWeights(connections);
    Fence fence = new Fence(connections, permitted);
    this.meeting = new Meeting(fence, census);
    this.assignment = new SlotAssignment(fence, whereabouts);
    this.attachment = new Attachment(fence, whereabouts);
    this.promotion = new Promotion(fence, whereabouts);
    this.departure = new Departure(fence, census);
  }

  /**
   * {@inheritDoc}
   *
   * @throws RefusedException the first of them, when nobody answered and somebody refused: a view
   *     without nodes would hide a wrong or rotated password
   */
  @Override
  public ClusterView observe(Collection<Address> addresses) {
    Census.Count count = census.of(addresses);
    if (count.reports().isEmpty()) {
      for (RuntimeException failure : count.failures().values()) {
        if (failure instanceof RefusedException refused) {
          throw refused;
        }
      }
    }
    return count.view();
  }

  @Override
  public SlotBytes slotBytes(ClusterView view) {
    try {
      return weights.of(view);
    } catch (ServerErrorException e) {
      throw known(e);
    }
  }

  @Override
  public void meet(Address member, Address newcomer, NodeId expected) {
    change(() -> meeting.meet(member, newcomer, expected));
  }

  @Override
  public void addSlots(ClusterView view, NodeId master, SlotSet slots) {
    change(() -> assignment.add(view, master, slots));
  }

  @Override
  public void attach(ClusterView view, NodeId replica, NodeId master) {
    change(() -> attachment.attach(view, replica, master));
  }

  @Override
  public void promote(ClusterView view, NodeId replica) {
    change(() -> promotion.promote(view, replica));
  }

  @Override
  public void remove(ClusterView view, Set<NodeId> nodes) {
    change(() -> departure.remove(view, nodes));
  }

  private static void change(Runnable change) {
    try {
      change.run();
    } catch (ServerErrorException e) {
      throw known(e);
    }
  }

  /** A server that is busy may be asked again; any other error needs someone to look. */
  private static RuntimeException known(ServerErrorException e) {
    return PASSING.contains(e.code())
        ? new UnreachableException(e.getMessage(), e)
        : new RefusedException(e.getMessage(), e);
  }

  @Override
  public void close() {
    connections.close();
  }
}
