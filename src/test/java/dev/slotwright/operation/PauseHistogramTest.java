package dev.slotwright.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PauseHistogramTest {
  @Test
  void aPauseBelongsToTheFirstBoundThatIsNotBelowIt() {
    assertThat(PauseHistogram.bucket(0)).isZero();
    assertThat(PauseHistogram.bucket(0.25)).isZero();
    assertThat(PauseHistogram.bucket(0.26)).isEqualTo(1);
    assertThat(PauseHistogram.bucket(1000)).isEqualTo(11);
    assertThat(PauseHistogram.bucket(1000.1)).isEqualTo(12);
  }

  @Test
  void whatHasComeSinceIsTheDifference() {
    PauseHistogram early = of(0.1, 3, 3);
    PauseHistogram late = of(0.1, 3, 3, 4, 2000);
    PauseHistogram since = late.since(early);
    assertThat(since.count()).isEqualTo(2);
    assertThat(since.sumMillis()).isCloseTo(2004, within(1e-6));
    assertThat(early.plus(since)).isEqualTo(late);
  }

  @Test
  void aQuantileIsTheBoundThatItLiesUnder() {
    PauseHistogram some = of(0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 3, 2000);
    assertThat(some.quantileBound(0.5)).isEqualTo(0.25);
    assertThat(some.quantileBound(0.9)).isEqualTo(5);
    assertThat(some.quantileBound(1)).isInfinite();
    assertThat(PauseHistogram.EMPTY.quantileBound(0.99)).isZero();
  }

  @Test
  void anotherNumberOfBucketsIsRefused() {
    assertThatThrownBy(() -> new PauseHistogram(List.of(1L), List.of(1.0)))
        .hasMessageContaining("13 buckets");
  }

  private static PauseHistogram of(double... pauses) {
    List<Long> counts = new ArrayList<>(PauseHistogram.EMPTY.counts());
    List<Double> millis = new ArrayList<>(PauseHistogram.EMPTY.millis());
    for (double pause : pauses) {
      int bucket = PauseHistogram.bucket(pause);
      counts.set(bucket, counts.get(bucket) + 1);
      millis.set(bucket, millis.get(bucket) + pause);
    }
    return new PauseHistogram(counts, millis);
  }
}
