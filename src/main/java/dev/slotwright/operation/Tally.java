package dev.slotwright.operation;

/**
 * What the operation in flight has moved, over restarts.
 *
 * @param slots with a new owner
 * @param bytes memory of their keys
 */
public record Tally(int slots, long bytes) {
  public static final Tally ZERO = new Tally(0, 0);

  Tally plus(int moreSlots, long moreBytes) {
    return new Tally(slots + moreSlots, bytes + moreBytes);
  }
}
