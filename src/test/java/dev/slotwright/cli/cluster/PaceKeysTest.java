package dev.slotwright.cli.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slotwright.cli.cluster.HandWorld.Run;
import dev.slotwright.world.redis.ClusterNode;
import dev.slotwright.world.redis.RedisBinary;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Somebody at the terminal changes the pace of a move that runs. */
class PaceKeysTest {
  private static final int KEYS = 4_000;

  @Test
  void linesTypedPauseResumeAndSlowAMoveDown() throws Exception {
    try (HandWorld world = HandWorld.of(RedisBinary.embedded(), 3, 0)) {
      ClusterNode empty = world.join();
      world.fill(KEYS, 4000);
      SeatedTerminal terminal = SeatedTerminal.typing("yes");
      CompletableFuture<Run> running = rebalance(world, terminal);
      awaitKeys(empty);

      type(terminal, "p");
      Awaitility.await("what is open is finished")
          .atMost(Duration.ofSeconds(20))
          .until(() -> !world.anyOpen());
      long paused = (long) empty.call("DBSIZE");
      Awaitility.await("nothing moves")
          .during(Duration.ofSeconds(1))
          .atMost(Duration.ofSeconds(2))
          .until(() -> (long) empty.call("DBSIZE") == paused);
      assertThat(running).isNotDone();
      type(terminal, "s");
      type(terminal, " S ");
      type(terminal, "f");
      type(terminal, "what?");
      type(terminal, "p");

      Run run = running.get(1, TimeUnit.MINUTES);
      assertThat(run.exitCode()).as(run.err()).isZero();
      assertThat(run.err())
          .containsSubsequence(
              "Type yes:",
              "type p to pause and to resume, s for slower, f for faster, then Enter",
              PaceKeys.LEGEND,
              "paused: what is open is finished or waits; p resumes, at most 100 %",
              "paused: ",
              "at most 50 %",
              "at most 25 %",
              "at most 50 %",
              "type p to pause",
              "moving keys takes at most 50 % of the time");
      assertThat((long) empty.call("DBSIZE")).isGreaterThan(paused);
      assertThat(world.found(KEYS)).isEqualTo(KEYS);
      assertThat(world.anyOpen()).isFalse();
    }
  }

  @Test
  void anInterruptionOfAPausedMoveEndsIt() throws Exception {
    try (HandWorld world = HandWorld.of(RedisBinary.embedded(), 3, 0)) {
      ClusterNode empty = world.join();
      world.fill(KEYS, 4000);
      SeatedTerminal terminal = SeatedTerminal.typing("yes");
      CompletableFuture<Run> running = rebalance(world, terminal);
      awaitKeys(empty);
      type(terminal, "p");

      terminal.interrupt();

      Run run = running.get(30, TimeUnit.SECONDS);
      assertThat(run.exitCode()).isEqualTo(1);
      assertThat(run.err()).contains("no slot is open");
      assertThat(world.anyOpen()).isFalse();
      assertThat(world.found(KEYS)).isEqualTo(KEYS);
    }
  }

  /** What comes through a pipe is no key. */
  @Test
  void nobodyIsToldOfKeysWhereNobodySits() {
    try (HandWorld world = HandWorld.of(RedisBinary.embedded(), 3, 0)) {
      world.join();

      Run run = world.run("rebalance", "--yes");

      assertThat(run.exitCode()).isZero();
      assertThat(run.err()).doesNotContain("type p", PaceKeys.LEGEND);
    }
  }

  private static CompletableFuture<Run> rebalance(HandWorld world, SeatedTerminal terminal) {
    return CompletableFuture.supplyAsync(
        () -> world.run(terminal, "rebalance", "--open-slots", "4", "--transport", "migrate"));
  }

  private static void awaitKeys(ClusterNode empty) {
    Awaitility.await("the first keys")
        .pollInterval(Duration.ofMillis(1))
        .pollDelay(Duration.ZERO)
        .until(() -> (long) empty.call("DBSIZE") > 20);
  }

  private static void type(SeatedTerminal terminal, String line) {
    terminal.type(line);
    Awaitility.await("read: " + line).pollInterval(Duration.ofMillis(5)).until(terminal::heard);
  }
}
