package dev.slotwright.operation;

import dev.slotwright.cluster.Address;
import dev.slotwright.cluster.NodeId;
import dev.slotwright.cluster.SlotSet;
import dev.slotwright.plan.SlotMove;
import dev.slotwright.policy.Execution;
import java.util.List;
import java.util.Set;

/**
 * One thing to do. Each may be done twice without harm, and each is checked against the nodes just
 * before it is done.
 */
public sealed interface Command {
  /** Set {@code spec.replicas} to a larger number. */
  record Grow(int replicas) implements Command {}

  /**
   * Set {@code spec.replicas} to a smaller number, only while the StatefulSet is still at the
   * version at which the leaving pods were seen empty.
   */
  record Shrink(int replicas, String resourceVersion) implements Command {}

  /** Remove the volume claims of these ordinals. */
  record DeleteClaims(Set<Integer> ordinals) implements Command {}

  /**
   * Let a member meet a newcomer, by IP.
   *
   * @param expected the node that was observed at the newcomer's address
   */
  record Meet(Address member, Address newcomer, NodeId expected) implements Command {}

  /** Give a master slots that nobody owns; only while a cluster is formed from empty nodes. */
  record AddSlots(NodeId master, SlotSet slots) implements Command {}

  /** Make an empty node a replica. */
  record Attach(NodeId replica, NodeId master) implements Command {}

  /** CLUSTER FAILOVER on a replica in sync: it becomes the master, no data moves. */
  record Promote(NodeId replica) implements Command {}

  /**
   * CLUSTER FAILOVER on a replica in sync of a master whose pod is to be deleted.
   *
   * @param pod the master's
   */
  record HandOver(String pod, NodeId replica) implements Command {}

  /** Let every other member forget these nodes, then reset them; none may own a slot. */
  record Remove(Set<NodeId> nodes) implements Command {}

  /** Move slots; at most one such command is in flight for a cluster. */
  record MoveSlots(String operation, List<SlotMove> moves, Execution execution)
      implements Command {}

  /** Close what is open, forward or back, by what the nodes say. */
  record CloseOpenSlots(String operation) implements Command {}

  /** Stop the move in flight without leaving a slot open. */
  record StopMove() implements Command {}
}
