package dev.slotwright.cluster;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** An immutable set of slots, in ascending order. Written as {@code 0-5460,5462}. */
public final class SlotSet implements Iterable<Slot> {
  public static final SlotSet EMPTY = new SlotSet(new BitSet());
  public static final SlotSet ALL = range(0, Slot.COUNT - 1);

  private final BitSet bits;

  private SlotSet(BitSet bits) {
    this.bits = bits;
  }

  /** The slots from {@code first} to {@code last}, both included. */
  public static SlotSet range(int first, int last) {
    SlotRange checked = new SlotRange(first, last);
    BitSet bits = new BitSet(Slot.COUNT);
    bits.set(checked.first(), checked.last() + 1);
    return new SlotSet(bits);
  }

  public static SlotSet of(int... slots) {
    return of(IntStream.of(slots));
  }

  public static SlotSet of(IntStream slots) {
    BitSet bits = new BitSet(Slot.COUNT);
    slots.forEach(slot -> bits.set(new Slot(slot).number()));
    return bits.isEmpty() ? EMPTY : new SlotSet(bits);
  }

  /**
   * Reads what {@link #toString} writes.
   *
   * @throws IllegalArgumentException when {@code text} is not a list of slots and ranges
   */
  public static SlotSet parse(String text) {
    BitSet bits = new BitSet(Slot.COUNT);
    for (String part : text.isBlank() ? new String[0] : text.split(",")) {
      int dash = part.indexOf('-');
      int first = Integer.parseInt(dash < 0 ? part : part.substring(0, dash));
      SlotRange range =
          new SlotRange(first, dash < 0 ? first : Integer.parseInt(part.substring(dash + 1)));
      bits.set(range.first(), range.last() + 1);
    }
    return bits.isEmpty() ? EMPTY : new SlotSet(bits);
  }

  public boolean contains(Slot slot) {
    return bits.get(slot.number());
  }

  public boolean contains(int slot) {
    return bits.get(slot);
  }

  public int size() {
    return bits.cardinality();
  }

  public boolean isEmpty() {
    return bits.isEmpty();
  }

  public SlotSet plus(SlotSet other) {
    BitSet sum = (BitSet) bits.clone();
    sum.or(other.bits);
    return new SlotSet(sum);
  }

  public SlotSet minus(SlotSet other) {
    BitSet rest = (BitSet) bits.clone();
    rest.andNot(other.bits);
    return new SlotSet(rest);
  }

  public SlotSet intersect(SlotSet other) {
    BitSet both = (BitSet) bits.clone();
    both.and(other.bits);
    return new SlotSet(both);
  }

  /** The first {@code count} slots, or all when there are fewer. */
  public SlotSet first(int count) {
    return of(stream().limit(count));
  }

  public IntStream stream() {
    return bits.stream();
  }

  /** The fewest ranges that cover this set, ascending. */
  public List<SlotRange> ranges() {
    List<SlotRange> ranges = new ArrayList<>();
    for (int first = bits.nextSetBit(0); first >= 0; ) {
      int end = bits.nextClearBit(first);
      ranges.add(new SlotRange(first, end - 1));
      first = bits.nextSetBit(end);
    }
    return ranges;
  }

  @Override
  public Iterator<Slot> iterator() {
    return bits.stream().mapToObj(Slot::new).iterator();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SlotSet set && bits.equals(set.bits);
  }

  @Override
  public int hashCode() {
    return bits.hashCode();
  }

  @Override
  public String toString() {
    return ranges().stream().map(SlotRange::toString).collect(Collectors.joining(","));
  }
}
