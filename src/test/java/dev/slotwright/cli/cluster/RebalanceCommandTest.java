package dev.slotwright.cli.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slotwright.cli.cluster.HandWorld.Run;
import dev.slotwright.world.redis.ClusterNode;
import dev.slotwright.world.redis.RedisBinary;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RebalanceCommandTest {
  private static final int KEYS = 3000;

  static List<RedisBinary> servers() {
    return RedisBinary.tier();
  }

  @ParameterizedTest
  @MethodSource("servers")
  void fillsAnEmptyMasterAndTellsWhatItMoved(RedisBinary server) throws Exception {
    try (HandWorld world = HandWorld.of(server, 3, 0)) {
      ClusterNode empty = world.join();
      // Large beside what a node's memory holds without keys, of which a part is taken for keys.
      world.fill(KEYS, 20_000);

      Run run = world.run("rebalance", "--yes", "--output", "json");

      assertThat(run.exitCode()).as(run.err()).isZero();
      JsonNode result = run.json();
      assertThat(result.path("outcome").asText()).isEqualTo("done");
      int slots = HandWorld.slots(empty);
      assertThat(slots).isBetween(3000, 5000).isEqualTo(result.path("slotsMoved").asInt());
      assertThat(result.path("keysMoved").asLong()).isEqualTo(empty.call("DBSIZE")).isPositive();
      assertThat(result.path("bytesMoved").asLong())
          .isGreaterThanOrEqualTo(result.path("lowerBoundBytes").asLong())
          .isPositive();
      assertThat(result.path("seconds").asDouble()).isPositive();
      assertThat(result.path("longestPauseMillis").asDouble()).isPositive();
      assertThat(result.path("transport").asText()).matches("atomic|migrate|atomic\\+migrate");
      assertThat(result.path("plan").path("masters")).hasSize(4);
      assertThat(run.err()).contains("from", empty.endpoint(), "no plan to this end could move");
      assertThat(world.found(KEYS)).isEqualTo(KEYS);
      assertThat(world.anyOpen()).isFalse();

      Run again = world.run("rebalance", "--yes", "--output", "json");
      assertThat(again.exitCode()).isZero();
      // Bytes are estimated from each node's memory, which is another one with other slots.
      assertThat(again.json().path("slotsMoved").asInt()).isLessThan(slots / 10);
    }
  }

  @Test
  void asksBeforeItMovesAndRefusesWhereNobodyCanBeAsked() {
    try (HandWorld world = HandWorld.of(RedisBinary.embedded(), 3, 0)) {
      ClusterNode empty = world.join();

      Run unseen = world.run("rebalance");
      assertThat(unseen.exitCode()).isEqualTo(3);
      assertThat(unseen.err()).contains("no terminal to ask on; say --yes");
      Run no = world.run(SeatedTerminal.typing("no"), "rebalance");
      assertThat(no.exitCode()).isEqualTo(3);
      assertThat(no.err()).contains("Move 3,892 slots? Type yes: ", "the answer was not yes");
      Run planned = world.run("plan");
      assertThat(planned.exitCode()).isZero();
      assertThat(planned.out()).contains("3,892 slots, 0 B").contains(empty.endpoint());
      Run dry = world.run("rebalance", "--yes", "--dry-run");
      assertThat(dry.exitCode()).isZero();
      assertThat(dry.out()).isEqualTo(planned.out());
      assertThat(HandWorld.slots(empty)).as("nothing moved so far").isZero();

      Run yes = world.run(SeatedTerminal.typing("yes"), "rebalance");
      assertThat(yes.exitCode()).as(yes.err()).isZero();
      assertThat(yes.out()).contains("3,892 slots, 0 keys");
      assertThat(HandWorld.slots(empty)).isEqualTo(3892);
    }
  }

  @Test
  void weightsGiveAMasterMoreOrNothing() throws Exception {
    try (HandWorld world = HandWorld.of(RedisBinary.embedded(), 3, 0)) {
      world.fill(KEYS, 50);
      String twice = world.cluster.node(0).id().substring(0, 12) + "=2";
      String nothing = world.cluster.node(2).endpoint() + "=0";

      Run run =
          world.run("rebalance", "--yes", "--weights", twice + "," + nothing, "--output", "json");

      assertThat(run.exitCode()).as(run.err()).isZero();
      long first = (long) world.cluster.node(0).call("DBSIZE");
      long second = (long) world.cluster.node(1).call("DBSIZE");
      assertThat(first / (double) second).isBetween(1.7, 2.3);
      assertThat(HandWorld.slots(world.cluster.node(2))).isZero();
      assertThat(world.found(KEYS)).isEqualTo(KEYS);
    }
  }

  @Test
  void anInterruptionClosesWhatIsOpenAndEndsWithOne() throws Exception {
    try (HandWorld world = HandWorld.of(RedisBinary.embedded(), 3, 0)) {
      ClusterNode empty = world.join();
      world.fill(KEYS, 4000);
      SeatedTerminal terminal = SeatedTerminal.nobody();
      CompletableFuture<Run> running =
          CompletableFuture.supplyAsync(
              () ->
                  world.run(
                      terminal, "rebalance", "--yes", "--output", "json", "--open-slots", "4"));
      Awaitility.await("the first keys")
          .pollInterval(Duration.ofMillis(1))
          .pollDelay(Duration.ZERO)
          .until(() -> (long) empty.call("DBSIZE") > 20);

      terminal.interrupt();

      Run run = running.get(1, TimeUnit.MINUTES);
      assertThat(terminal.halted()).isCompletedWithValue(1);
      assertThat(run.exitCode()).isEqualTo(1);
      assertThat(run.json().path("outcome").asText()).isEqualTo("failed");
      assertThat(run.json().path("reason").asText()).contains("no slot is open");
      assertThat(run.json().path("slotsMoved").asInt()).isEqualTo(HandWorld.slots(empty));
      assertThat(HandWorld.slots(empty)).isBetween(1, 3500);
      assertThat(world.anyOpen()).isFalse();
      assertThat(world.found(KEYS)).isEqualTo(KEYS);
    }
  }

  @Test
  void aFailoverOfTheSeedOnTheWayIsSurvived() throws Exception {
    try (HandWorld world = HandWorld.of(RedisBinary.embedded(), 3, 1)) {
      ClusterNode empty = world.join();
      world.fill(KEYS, 4000);
      CompletableFuture<Run> running =
          CompletableFuture.supplyAsync(
              () ->
                  world.run(
                      "rebalance",
                      "--yes",
                      "--output",
                      "json",
                      "--transport",
                      "migrate",
                      "--open-slots",
                      "2"));
      Awaitility.await("some slots")
          .pollInterval(Duration.ofMillis(5))
          .pollDelay(Duration.ZERO)
          .until(() -> HandWorld.slots(empty) > 20);

      world.cluster.node(0).kill();

      Run run = running.get(2, TimeUnit.MINUTES);
      assertThat(run.exitCode()).as(run.err()).isZero();
      assertThat(run.json().path("slotsMoved").asInt()).isBetween(21, 6000);
      assertThat(HandWorld.slots(empty)).isBetween(3000, 5000);
      assertThat(world.anyOpen()).isFalse();
      assertThat(world.found(KEYS)).isEqualTo(KEYS);
    }
  }

  @ParameterizedTest
  @MethodSource("servers")
  void theServersOwnMigrationIsUsedWhereItIsOrderedAndRefusedWhereThereIsNone(RedisBinary server)
      throws Exception {
    boolean offered = server.atLeast(server.valkey() ? 9 : 8, server.valkey() ? 0 : 4);
    try (HandWorld world = HandWorld.of(server, 3, 0)) {
      ClusterNode empty = world.join();
      world.fill(500, 200);

      Run run = world.run("rebalance", "--yes", "--transport", "atomic", "--output", "json");

      if (offered) {
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.json().path("transport").asText()).isEqualTo("atomic");
        assertThat(run.json().path("slotsMoved").asInt()).isEqualTo(HandWorld.slots(empty));
        assertThat(run.json().path("keysMoved").asLong()).isEqualTo(empty.call("DBSIZE"));
      } else {
        assertThat(run.exitCode()).as(run.err()).isEqualTo(3);
        assertThat(run.json().path("outcome").asText()).isEqualTo("refused");
        assertThat(run.json().path("reason").asText()).contains("atomic");
        assertThat(HandWorld.slots(empty)).isZero();
      }
      assertThat(world.found(500)).isEqualTo(500);
    }
  }

  @Test
  void whatDoesNotFitIsSaidAndNothingIsDone() throws Exception {
    try (HandWorld world = HandWorld.of(RedisBinary.embedded(), 3, 1)) {
      String replica = world.cluster.node(3).id();
      assertInvalid(world.run("plan", "--weights", replica + "=2"), "is a replica of");
      assertInvalid(world.run("plan", "--weights", "nobody=2"), "no node of this cluster");
      assertInvalid(
          world.run("plan", "--weights", world.cluster.node(0).id() + "=1000"), "0.01 to 100");
      assertInvalid(world.run("plan", "--max-pause", "5s"), "outside 1ms to 1s");
      assertInvalid(world.run("plan", "--max-pause", "5"), "not a time such as 5ms");
      assertInvalid(world.run("plan", "--open-slots", "65"), "outside 1 to 64");
      assertInvalid(world.run("plan", "--tolerance", "150%"), "not a share such as 5%");
      assertInvalid(world.run("plan", "--password-file", "/nowhere/at/all"), "cannot be read");
      assertInvalid(HandWorld.runPlain(SeatedTerminal.nobody(), "plan"), "--seed");
      Run seed =
          HandWorld.runPlain(SeatedTerminal.nobody(), "plan", "--seed", "x", "--output", "json");
      assertInvalid(seed, "'x' is not HOST:PORT");
      assertThat(seed.json().path("outcome").asText()).isEqualTo("invalid");
    }
  }

  @Test
  void anUnfitClusterIsRefused() {
    try (HandWorld world = HandWorld.of(RedisBinary.embedded(), 3, 0)) {
      ClusterNode from = world.cluster.node(0);
      ClusterNode to = world.cluster.node(1);
      to.call("CLUSTER", "SETSLOT", "7", "IMPORTING", from.id());
      from.call("CLUSTER", "SETSLOT", "7", "MIGRATING", to.id());
      Run open = world.run("rebalance", "--yes");
      assertThat(open.exitCode()).isEqualTo(3);
      assertThat(open.err()).contains("slot 7 is open from", "`repair` first");
    }
    Run away =
        HandWorld.runPlain(SeatedTerminal.nobody(), "rebalance", "--seed", "127.0.0.1:1", "--yes");
    assertThat(away.exitCode()).isEqualTo(1);
    assertThat(away.err()).contains("127.0.0.1:1 did not answer");
  }

  private static void assertInvalid(Run run, String words) {
    assertThat(run.exitCode()).as(run.err()).isEqualTo(2);
    assertThat(run.err()).contains(words);
  }
}
