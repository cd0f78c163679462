package dev.slotwright.redis.mover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.slotwright.cluster.SlotSet;
import dev.slotwright.control.Credentials;
import dev.slotwright.control.SettingsJournal;
import dev.slotwright.load.SlotBytes;
import dev.slotwright.operation.MoveStatus;
import dev.slotwright.world.redis.ClusterNode;
import dev.slotwright.world.redis.LocalCluster;
import dev.slotwright.world.redis.RedisBinary;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Moves where nodes want a user, a password, or TLS. A password alone: {@link SlotMoveTest}. */
class LoginTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final SlotSet SLOTS = SlotSet.range(0, 299);
  private static final String SETUSER = "ACL SETUSER slotwright";
  private static final Credentials USER =
      new Credentials(Optional.of("slotwright"), Optional.of("user's secret"));

  static List<RedisBinary> servers() {
    return RedisBinary.tier();
  }

  /** As in production, where servers have both; the default user has another password. */
  @ParameterizedTest
  @MethodSource("servers")
  void theUserOfTheDocumentationMovesRepairsAndChangesSettings(RedisBinary server) {
    try (MoverWorld world =
        MoverWorld.of(LocalCluster.Settings.of(server, 3, 1).withPassword("secret"))) {
      addUser(world, server);
      Keys keys = new Keys(world.client);
      keys.writeEveryType(1_000);
      keys.fillSlot(150, 3_000);
      try (LettuceSlotMover mover = mover(world)) {
        assertThat(run(world, mover)).isInstanceOf(MoveStatus.Done.class);
        world.cluster.node(2).call("CLUSTER", "SETSLOT", "16000", "MIGRATING", world.id(0).value());
        assertThat(mover.closeOpenSlots(Views.of(world.cluster)))
            .noneMatch(line -> line.contains("left open"));
      }
      ClusterInvariants.hold(world.cluster);
      keys.verify();
      for (ClusterNode node : world.cluster.nodes()) {
        // Who was refused something, and what.
        assertThat((List<?>) node.call("ACL", "LOG")).as(node.endpoint()).isEmpty();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("servers")
  void movesOverTlsWithAPassword(RedisBinary server) {
    assumeThat(server.hasTls()).as(server + " is built with TLS").isTrue();
    try (MoverWorld world =
        MoverWorld.of(LocalCluster.Settings.of(server, 3, 1).withPassword("secret").withTls())) {
      Keys keys = new Keys(world.client);
      keys.writeEveryType(1_000);
      keys.fillSlot(150, 3_000);
      try (Writers writers = new Writers(world.client, clients(server))) {
        world.start(world.move(0, 1, SLOTS));
        assertThat(world.await(LIMIT)).isInstanceOf(MoveStatus.Done.class);
        if (clients(server) > 0) {
          writers.stopAndVerify();
        }
      }
      ClusterInvariants.hold(world.cluster);
      keys.verify();
    }
  }

  /**
   * With Redis 6.0 and TLS, connections of clients and replicas were seen to drop when another one
   * ended: there the move is tested without clients that must see no error.
   */
  private static int clients(RedisBinary server) {
    if (server.valkey() || server.atLeast(7, 0)) {
      return 2;
    }
    System.out.println(server + " may drop TLS connections during a move: no clients beside");
    return 0;
  }

  /** Names in answers of the cluster are for clients; MIGRATE gets IPs, which need no resolver. */
  @Test
  void movesWhereNodesAnnounceNamesThatNobodyCanResolve() {
    try (MoverWorld world =
        MoverWorld.of(
            MoverWorld.embedded(3, 0)
                .withArguments(
                    "--cluster-announce-hostname",
                    "node.invalid",
                    "--cluster-preferred-endpoint-type",
                    "hostname"))) {
      assertThat(world.cluster.node(0).call("CLUSTER", "SLOTS").toString())
          .contains("node.invalid");
      for (int i = 0; i < 500; i++) {
        String tag = KeySlot.tagOf(i % 100);
        world.cluster.node(0).call("SET", "{" + tag + "}:" + i, "value-" + i);
      }
      world.start(world.move(0, 1, SLOTS));
      assertThat(world.await(LIMIT)).isInstanceOf(MoveStatus.Done.class);
      for (int i = 0; i < 500; i++) {
        String tag = KeySlot.tagOf(i % 100);
        assertThat(world.cluster.node(1).call("GET", "{" + tag + "}:" + i)).isEqualTo("value-" + i);
      }
      ClusterInvariants.hold(world.cluster);
    }
  }

  /** The commands in docs/operations.md, so that what stands there is what was tested. */
  static void addUser(MoverWorld world, RedisBinary server) {
    String docs;
    try {
      docs = Files.readString(Path.of("docs/operations.md"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    int base = docs.indexOf(SETUSER);
    int functions = docs.indexOf(SETUSER, base + 1);
    world.cluster.nodes().forEach(node -> node.call(rules(docs, base)));
    if (server.valkey() || server.atLeast(7, 0)) {
      world.cluster.nodes().forEach(node -> node.call(rules(docs, functions)));
    }
  }

  private static String[] rules(String docs, int begin) {
    return Stream.of(docs.substring(begin, docs.indexOf("```", begin)).strip().split("\\s+"))
        .map(word -> word.equals(">PASSWORD") ? ">" + USER.password().orElseThrow() : word)
        .toArray(String[]::new);
  }

  static LettuceSlotMover mover(MoverWorld world) {
    return MoverWorld.mover(
        world.cluster,
        USER,
        LineWatch.NONE,
        MoverSettings.defaults().withPatience(Duration.ofSeconds(5)),
        SettingsJournal.inMemory());
  }

  static MoveStatus run(MoverWorld world, LettuceSlotMover mover) {
    mover.start(
        Views.of(world.cluster),
        List.of(world.move(0, 1, SLOTS)),
        SlotBytes.uniform(100),
        MoverWorld.EXECUTION,
        moved -> {});
    Awaitility.await()
        .atMost(LIMIT)
        .pollInterval(Duration.ofMillis(10))
        .until(() -> !(mover.status() instanceof MoveStatus.Running));
    MoveStatus status = mover.status();
    mover.acknowledge();
    return status;
  }
}
