package dev.slotwright.control;

import dev.slotwright.cluster.Address;
import dev.slotwright.cluster.ClusterView;
import dev.slotwright.cluster.NodeId;
import dev.slotwright.cluster.SlotSet;
import dev.slotwright.load.SlotBytes;
import java.util.Collection;
import java.util.Set;

/**
 * The nodes of one cluster. Every mutation re-reads the node's own view just before, and verifies
 * after; each may be repeated without harm.
 *
 * <p>All methods block, throw {@link RefusedException} when what they would do is not safe (an
 * operator, or a new observation, has to help) and {@link UnreachableException} when a node did not
 * answer (try again).
 */
public interface RedisCluster extends AutoCloseable {
  /**
   * Asks every address side by side; who does not answer within the time-out, or refuses to, is in
   * the view with the reason. Refused when nobody answers and somebody refuses the login.
   */
  ClusterView observe(Collection<Address> addresses);

  /** Memory of each slot's keys, reported or estimated. Cheap enough for every few seconds. */
  SlotBytes slotBytes(ClusterView view);

  /**
   * {@code member} meets {@code newcomer}, which must be blank or known already.
   *
   * @param expected the node that was observed at the newcomer's address; refused when another one
   *     answers there, because the address may have gone to a pod of another cluster
   */
  void meet(Address member, Address newcomer, NodeId expected);

  /**
   * CLUSTER ADDSLOTS on an empty master of a cluster without data; already owned slots are fine.
   */
  void addSlots(ClusterView view, NodeId master, SlotSet slots);

  /** CLUSTER REPLICATE; the node must own no slot and hold no key that its master lacks. */
  void attach(ClusterView view, NodeId replica, NodeId master);

  /** CLUSTER FAILOVER on a replica in sync, waits until it is master in its own view. */
  void promote(ClusterView view, NodeId replica);

  /**
   * Drained or replica nodes leave: all others forget them within the ban window, then they are
   * reset. Refused when any of them owns a slot in anybody's view or is followed by a node that
   * stays.
   */
  void remove(ClusterView view, Set<NodeId> nodes);

  @Override
  void close();
}
