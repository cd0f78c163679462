package dev.slotwright.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class MovePaceTest {
  @Test
  void halvesAndDoublesWithinItsBounds() {
    MovePace half = MovePace.FULL.slower();
    assertThat(half.share()).isEqualTo(0.5);
    assertThat(half.faster()).isEqualTo(MovePace.FULL);
    assertThat(MovePace.FULL.faster()).isEqualTo(MovePace.FULL);
    MovePace pace = MovePace.FULL;
    for (int i = 0; i < 10; i++) {
      pace = pace.slower();
    }
    assertThat(pace.share()).isEqualTo(0.05);
  }

  @Test
  void aPauseRemembersTheShare() {
    MovePace half = MovePace.FULL.slower();
    assertThat(half.pause().paused()).isTrue();
    assertThat(half.pause().slower().paused()).isTrue();
    assertThat(half.pause().resume()).isEqualTo(half);
  }

  @Test
  void sharesOutsideTheBoundsAreRefused() {
    assertThatThrownBy(() -> new MovePace(false, 0.01)).hasMessageContaining("0.05..1");
    assertThatThrownBy(() -> new MovePace(false, 1.1)).hasMessageContaining("0.05..1");
    assertThatThrownBy(() -> new MovePace(false, Double.NaN)).hasMessageContaining("0.05..1");
  }
}
