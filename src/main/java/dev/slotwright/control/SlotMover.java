package dev.slotwright.control;

import dev.slotwright.cluster.ClusterView;
import dev.slotwright.load.SlotBytes;
import dev.slotwright.operation.MoveStatus;
import dev.slotwright.plan.SlotMove;
import dev.slotwright.policy.Execution;
import java.util.List;
import java.util.function.Consumer;

/** Moves slots of one cluster while it serves. One order at a time. */
public interface SlotMover extends AutoCloseable {
  /**
   * Slots that have got their new owner since the last call.
   *
   * @param move pair and slots
   * @param keys that were moved
   * @param estimated whether {@code move.bytes()} is an estimate
   * @param longestPauseMillis of the MIGRATE calls among them
   */
  record Moved(SlotMove move, long keys, boolean estimated, double longestPauseMillis) {}

  /**
   * Begins an order on threads of its own and returns. Slots that are already at their target are
   * skipped; slots open between the same two nodes are continued.
   *
   * @param moved is told of each group of slots, from the mover's threads
   * @throws IllegalStateException when an order is running
   */
  void start(
      ClusterView view,
      List<SlotMove> moves,
      SlotBytes bytes,
      Execution execution,
      Consumer<Moved> moved);

  MoveStatus status();

  /** Forgets a finished order: the status is idle again. */
  void acknowledge();

  /** Stops between batches and closes what is open; returns when it has. */
  void stop();

  /**
   * Finishes every open slot, forward where the target can take it, else back, by what the nodes
   * say; blocks.
   *
   * @return what was done, one line a slot
   */
  List<String> closeOpenSlots(ClusterView view);

  @Override
  void close();
}
