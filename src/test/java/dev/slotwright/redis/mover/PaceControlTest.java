package dev.slotwright.redis.mover;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slotwright.operation.MovePace;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class PaceControlTest {
  private static final MovePace PAUSED = MovePace.FULL.pause();

  private final AtomicBoolean stopping = new AtomicBoolean();
  private final PaceControl control = new PaceControl(MovePace.FULL, stopping);

  @Test
  void aPauseHoldsWhoWantsToOpenSlotsUntilItIsTakenBack() {
    control.set(PAUSED);
    Thread opening = Thread.ofVirtual().start(control::awaitOpening);
    assertWaits(opening);
    control.set(PAUSED.resume());
    assertEnds(opening);
  }

  @Test
  void whoHasSlotsOpenGoesOnForAWhileThenWaits() {
    control.set(PAUSED);
    control.awaitBatch();
    AtomicBoolean ended = new AtomicBoolean();
    Thread emptying =
        Thread.ofVirtual()
            .start(
                () -> {
                  while (!ended.get()) {
                    control.awaitBatch();
                    Thread.onSpinWait();
                    Waiting.pause(Duration.ofMillis(1));
                  }
                });
    Awaitility.await("the end of the time for finishing")
        .atMost(Duration.ofSeconds(20))
        .until(() -> control.paused() && emptying.getState() == Thread.State.TIMED_WAITING);
    ended.set(true);
    control.set(MovePace.FULL);
    assertEnds(emptying);
  }

  @Test
  void aStopEndsEveryWaitAndNeedsNoShare() {
    control.set(new MovePace(true, 0.05));
    Thread opening = Thread.ofVirtual().start(control::awaitOpening);
    Thread resting = Thread.ofVirtual().start(() -> control.rest(Duration.ofHours(1).toNanos(), 1));
    assertWaits(opening);
    assertWaits(resting);
    stopping.set(true);
    assertEnds(opening);
    assertEnds(resting);
    assertThat(control.share()).isEqualTo(1);
    assertThat(control.paused()).isFalse();
  }

  @Test
  void aRestIsAsLongAsTheShareAsks() {
    control.set(new MovePace(false, 0.25));
    long begin = System.nanoTime();
    control.rest(Duration.ofMillis(10).toNanos(), 1);
    assertThat(System.nanoTime() - begin).isGreaterThanOrEqualTo(Duration.ofMillis(30).toNanos());
  }

  @Test
  void theWorkClockStandsStillDuringAPause() {
    control.set(PAUSED);
    long paused = control.workNanos();
    Waiting.pause(Duration.ofMillis(5));
    assertThat(control.workNanos()).isEqualTo(paused);
    control.set(MovePace.FULL);
    assertThat(control.workNanos()).isBetween(paused, paused + Duration.ofSeconds(5).toNanos());
    long before = control.workNanos();
    Waiting.pause(Duration.ofMillis(5));
    assertThat(control.workNanos() - before).isGreaterThanOrEqualTo(Duration.ofMillis(5).toNanos());
  }

  @Test
  void aStopSetsTheWorkClockGoingAgainFromWhereItStood() {
    control.set(PAUSED);
    long paused = control.workNanos();
    Waiting.pause(Duration.ofMillis(50));
    stopping.set(true);
    assertThat(control.workNanos()).isEqualTo(paused);
    Waiting.pause(Duration.ofMillis(5));
    assertThat(control.workNanos() - paused).isGreaterThanOrEqualTo(Duration.ofMillis(5).toNanos());
    control.set(PAUSED.resume());
    control.set(PAUSED);
    long before = control.workNanos();
    Waiting.pause(Duration.ofMillis(5));
    assertThat(control.workNanos()).isGreaterThan(before);
  }

  private static void assertWaits(Thread thread) {
    Awaitility.await(thread + " waits")
        .atMost(Duration.ofSeconds(10))
        .until(
            () ->
                thread.getState() == Thread.State.TIMED_WAITING
                    || thread.getState() == Thread.State.WAITING);
    assertThat(thread.isAlive()).isTrue();
  }

  private static void assertEnds(Thread thread) {
    Awaitility.await(thread + " ends")
        .atMost(Duration.ofSeconds(10))
        .until(() -> !thread.isAlive());
  }
}
