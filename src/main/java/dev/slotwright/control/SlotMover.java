package dev.slotwright.control;

import dev.slotwright.cluster.ClusterView;
import dev.slotwright.load.SlotBytes;
import dev.slotwright.operation.MovePace;
import dev.slotwright.operation.MoveStatus;
import dev.slotwright.plan.SlotMove;
import dev.slotwright.policy.Execution;
import java.util.List;

/** Moves slots of one cluster while it serves. One order at a time. */
public interface SlotMover extends AutoCloseable {
  /**
   * Slots that have got their new owner since the last call.
   *
   * @param move pair and slots
   * @param keys that were moved
   * @param estimated whether {@code move.bytes()} is an estimate
   * @param longestPauseMillis of the MIGRATE calls among them
   * @param transport what carried them, {@code MIGRATE} or {@code ATOMIC}
   * @param seconds from their opening to their new owner
   */
  record Moved(
      SlotMove move,
      long keys,
      boolean estimated,
      double longestPauseMillis,
      Execution.Transport transport,
      double seconds) {}

  /**
   * Begins an order on threads of its own and returns. Slots that are already at their target are
   * skipped; slots open between the same two nodes are continued.
   *
   * @param listener is told of each group of slots, from the mover's threads
   * @throws IllegalStateException when an order is running
   */
  void start(
      ClusterView view,
      List<SlotMove> moves,
      SlotBytes bytes,
      Execution execution,
      MoveListener listener);

  MoveStatus status();

  /** Forgets a finished order: the status is idle again. */
  void acknowledge();

  /**
   * Sets the pace of the order that runs and of those after it; returns at once. It holds from the
   * next batch on. A pause lets the slots that are open be finished for a few seconds, for an open
   * slot is a risk, and opens no others; what is then still open waits between two batches, served
   * through redirects.
   */
  void pace(MovePace pace);

  /**
   * Aborts the order: opens nothing more, closes at its source what is open and of which nothing
   * has moved, finishes the rest at full pace even when paused, and returns when no slot of it is
   * open, or the status names those that are and why.
   */
  void stop();

  /**
   * Finishes every open slot, forward where the target can take it, else back, by what the nodes
   * say; blocks.
   *
   * @return what was done, one line a slot
   */
  List<String> closeOpenSlots(ClusterView view);

  /**
   * Puts back settings of nodes that a move has changed and could not put back itself, because its
   * process was killed or a node was away; blocks. Does nothing while an order is running, which
   * uses them.
   *
   * @return whether none are left that have to be put back
   */
  boolean putBackSettings(ClusterView view);

  @Override
  void close();
}
