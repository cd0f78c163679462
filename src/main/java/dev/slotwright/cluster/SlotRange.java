package dev.slotwright.cluster;

/**
 * Neighbouring slots, both ends included.
 *
 * @param first 0 to {@code last}
 * @param last {@code first} to 16383
 */
public record SlotRange(int first, int last) {
  public SlotRange {
    if (first < 0 || last >= Slot.COUNT || first > last) {
      throw new IllegalArgumentException("no slot range: " + first + "-" + last);
    }
  }

  public int size() {
    return last - first + 1;
  }

  @Override
  public String toString() {
    return first == last ? Integer.toString(first) : first + "-" + last;
  }
}
