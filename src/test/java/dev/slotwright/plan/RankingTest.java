package dev.slotwright.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Comparator;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RankingTest {
  @ParameterizedTest(name = "weights under {0}")
  @ValueSource(longs = {1, 2, 2048, 2049, 1_000_000, 1L << 45, Long.MAX_VALUE})
  void ordersAsComparingDoes(long bound) {
    Random random = new Random(bound);
    long[] weight = random.longs(5000, 0, bound).toArray();
    int[] slots = IntStream.range(0, weight.length).filter(slot -> random.nextInt(5) > 0).toArray();
    int[] sorted =
        IntStream.of(slots)
            .boxed()
            .sorted(Comparator.<Integer>comparingLong(slot -> weight[slot]))
            .mapToInt(Integer::intValue)
            .toArray();
    assertThat(Ranking.ascending(weight, slots)).isEqualTo(sorted);
  }
}
