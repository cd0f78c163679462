package dev.slotwright.redis.mover.atomic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slotwright.cluster.Slot;
import dev.slotwright.cluster.SlotSet;
import dev.slotwright.load.SlotBytes;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SlotChunksTest {
  private static final SlotBytes HUNDRED_EACH = SlotBytes.uniform(100);

  @Test
  void smallDataIsOnePiece() {
    SlotSet slots = SlotSet.range(0, 2730);
    assertThat(SlotChunks.of(slots, HUNDRED_EACH, 1 << 30, 5)).containsExactly(slots);
  }

  @Test
  void aPieceEndsBeforeItIsTooHeavy() {
    assertThat(SlotChunks.of(SlotSet.range(0, 7), HUNDRED_EACH, 300, 5))
        .containsExactly(SlotSet.range(0, 2), SlotSet.range(3, 5), SlotSet.range(6, 7));
  }

  @Test
  void aHeavySlotIsAPieceOfItsOwn() {
    long[] bytes = new long[Slot.COUNT];
    bytes[1] = 1_000;
    assertThat(SlotChunks.of(SlotSet.range(0, 2), new SlotBytes(bytes, false), 300, 5))
        .containsExactly(SlotSet.of(0), SlotSet.of(1), SlotSet.of(2));
  }

  @Test
  void aPieceHasNoMoreRangesThanAllowed() {
    SlotSet scattered = SlotSet.parse("0-1,3,5,7-9,11");
    assertThat(SlotChunks.of(scattered, HUNDRED_EACH, 1 << 30, 2))
        .containsExactly(SlotSet.parse("0-1,3"), SlotSet.parse("5,7-9"), SlotSet.of(11));
  }

  @Test
  void piecesAreTheWholeWithoutOverlap() {
    long seed = 20_260_602;
    Random random = new Random(seed);
    for (int round = 0; round < 200; round++) {
      long[] bytes = random.longs(Slot.COUNT, 0, 500).toArray();
      SlotSet slots = SlotSet.of(IntStream.range(0, 400).filter(slot -> random.nextInt(3) > 0));
      long most = 100 + random.nextInt(5_000);
      int ranges = 1 + random.nextInt(6);
      SlotBytes weights = new SlotBytes(bytes, false);
      List<SlotSet> chunks = SlotChunks.of(slots, weights, most, ranges);
      assertThat(chunks.stream().reduce(SlotSet.EMPTY, SlotSet::plus))
          .as("seed %d round %d", seed, round)
          .isEqualTo(slots);
      assertThat(chunks.stream().mapToInt(SlotSet::size).sum()).isEqualTo(slots.size());
      assertThat(chunks)
          .allSatisfy(
              chunk -> {
                assertThat(chunk.ranges().size()).isLessThanOrEqualTo(ranges);
                assertThat(chunk.size() == 1 || weights.total(chunk) <= most).isTrue();
              });
    }
  }

  @Test
  void halvesAreTheWhole() {
    assertThat(SlotChunks.halves(SlotSet.parse("0-2,9")))
        .containsExactly(SlotSet.range(0, 1), SlotSet.of(2, 9));
    assertThat(SlotChunks.halves(SlotSet.of(9))).containsExactly(SlotSet.of(9));
  }
}
