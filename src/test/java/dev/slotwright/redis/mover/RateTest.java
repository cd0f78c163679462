package dev.slotwright.redis.mover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class RateTest {
  private static final long SECOND = 1_000_000_000L;

  private final Rate rate = new Rate(3 * SECOND, 0);

  @Test
  void steadyGrowthIsTold() {
    for (int tenth = 1; tenth <= 100; tenth++) {
      rate.add(5, tenth * SECOND / 10);
    }
    assertThat(rate.perSecond(10 * SECOND)).isCloseTo(50, within(2.0));
  }

  @Test
  void onlyTheLastSecondsCount() {
    rate.add(1_000_000, SECOND);
    for (int tenth = 11; tenth <= 100; tenth++) {
      rate.add(1, tenth * SECOND / 10);
    }
    assertThat(rate.perSecond(10 * SECOND)).isCloseTo(10, within(1.0));
  }

  @Test
  void whatCameInOneGoFadesAndEndsAtZero() {
    rate.add(300, SECOND / 1000);
    assertThat(rate.perSecond(SECOND)).isCloseTo(300, within(1.0));
    assertThat(rate.perSecond(3 * SECOND)).isCloseTo(100, within(1.0));
    assertThat(rate.perSecond(7 * SECOND)).isZero();
  }

  @Test
  void nothingIsZero() {
    assertThat(rate.perSecond(0)).isZero();
    assertThat(rate.perSecond(60 * SECOND)).isZero();
  }
}
