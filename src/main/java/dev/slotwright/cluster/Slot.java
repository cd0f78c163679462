package dev.slotwright.cluster;

/**
 * A hash slot.
 *
 * @param number 0 to 16383
 */
public record Slot(int number) implements Comparable<Slot> {
  /** How many slots a cluster has. */
  public static final int COUNT = 16_384;

  public Slot {
    if (number < 0 || number >= COUNT) {
      throw new IllegalArgumentException("slot " + number + " is outside 0.." + (COUNT - 1));
    }
  }

  @Override
  public int compareTo(Slot other) {
    return Integer.compare(number, other.number);
  }

  @Override
  public String toString() {
    return Integer.toString(number);
  }
}
