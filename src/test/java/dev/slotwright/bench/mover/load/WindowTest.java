package dev.slotwright.bench.mover.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class WindowTest {
  private static final long BEGIN = 5_000_000_000L;

  private final Window window = new Window(2, BEGIN);

  @Test
  void percentilesAreByNearestRankFromWhenAnOperationWasDue() {
    for (int millis = 1; millis <= 1000; millis++) {
      answer(0, 0, millis);
    }
    window.end(at(1000));
    assertThat(window.percentile(0.5)).isCloseTo(500, within(0.02));
    assertThat(window.percentile(0.999)).isCloseTo(999, within(0.02));
    assertThat(window.slowestMillis()).isEqualTo(1000);
    assertThat(window.perSecond()).isEqualTo(1000);
  }

  @Test
  void theLongestGapIsOfOneNodeAndReachesToBothEndsOfTheWindow() {
    answer(0, 10, 11);
    answer(1, 299, 300);
    answer(0, 399, 400);
    window.end(at(500));
    assertThat(window.longestGapMillis()).as("node 0, 11 to 400 ms").isEqualTo(389);

    Window silent = new Window(1, BEGIN);
    silent.end(at(700));
    assertThat(silent.longestGapMillis()).isEqualTo(700);
  }

  @Test
  void whatIsNeverAnsweredIsAnError() {
    window.sent();
    window.sent();
    window.sent();
    window.success(0, at(0), at(1));
    window.error(new IllegalStateException("refused"));
    assertThat(window.settled()).isFalse();
    assertThat(window.errors()).isEqualTo(2);
    assertThat(window.firstErrors()).singleElement().asString().contains("refused");
  }

  @Test
  void anAnswerAfterTheEndCountsButClosesNoGap() {
    window.sent();
    window.end(at(100));
    window.success(0, at(50), at(900));
    assertThat(window.settled()).isTrue();
    assertThat(window.longestGapMillis()).isEqualTo(100);
    assertThat(window.percentile(1)).isCloseTo(850, within(0.02));
  }

  private void answer(int node, long due, long answered) {
    window.sent();
    window.success(node, at(due), at(answered));
  }

  private static long at(long millis) {
    return BEGIN + TimeUnit.MILLISECONDS.toNanos(millis);
  }
}
