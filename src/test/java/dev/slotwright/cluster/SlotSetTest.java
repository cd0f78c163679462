package dev.slotwright.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SlotSetTest {
  @ParameterizedTest
  @ValueSource(strings = {"", "0", "16383", "0-5460,5462", "1,3,5-7,16000-16383"})
  void readsWhatItWrites(String text) {
    assertThat(SlotSet.parse(text)).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"16384", "5-3", "a", "1-", "-1", "1,,2"})
  void refusesWhatIsNoListOfSlots(String text) {
    assertThatThrownBy(() -> SlotSet.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void setsAreCombinedWithoutChangingThem() {
    SlotSet low = SlotSet.range(0, 9);
    SlotSet even = SlotSet.of(8, 10);

    assertThat(low.plus(even)).hasToString("0-10").isNotEqualTo(low);
    assertThat(low.minus(even)).hasToString("0-7,9");
    assertThat(low.intersect(even)).hasToString("8");
    assertThat(low).hasToString("0-9");
    assertThat(low.minus(low)).isEqualTo(SlotSet.EMPTY);
  }

  @Test
  void knowsItsRangesAndItsFirstSlots() {
    SlotSet slots = SlotSet.of(1, 2, 3, 7);

    assertThat(slots.ranges()).containsExactly(new SlotRange(1, 3), new SlotRange(7, 7));
    assertThat(slots.first(2)).hasToString("1-2");
    assertThat(slots.first(9)).isEqualTo(slots);
    assertThat(slots).containsExactly(new Slot(1), new Slot(2), new Slot(3), new Slot(7));
    assertThat(SlotSet.ALL.size()).isEqualTo(Slot.COUNT);
  }
}
