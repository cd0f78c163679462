package dev.slotwright.cluster;

/**
 * A slot on its way, as one end has it.
 *
 * @param slot which
 * @param direction which end the holder is
 * @param holder the node that says so
 * @param peer the other end
 */
public record OpenSlot(Slot slot, Direction direction, NodeId holder, NodeId peer) {
  /** Which end of a move. */
  public enum Direction {
    /** The source: {@code [slot->-peer]}. */
    MIGRATING,
    /** The target: {@code [slot-<-peer]}. */
    IMPORTING
  }

  public NodeId source() {
    return direction == Direction.MIGRATING ? holder : peer;
  }

  public NodeId target() {
    return direction == Direction.MIGRATING ? peer : holder;
  }
}
