package dev.slotwright.redis.mover;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slotwright.cluster.SlotSet;
import dev.slotwright.control.Credentials;
import dev.slotwright.control.SettingsJournal;
import dev.slotwright.control.SlotMover;
import dev.slotwright.load.SlotBytes;
import dev.slotwright.operation.MoveStatus;
import dev.slotwright.plan.SlotMove;
import dev.slotwright.policy.Execution;
import dev.slotwright.redis.NodeConnections;
import dev.slotwright.redis.RedisSettings;
import dev.slotwright.world.redis.ClusterNode;
import dev.slotwright.world.redis.LocalCluster;
import dev.slotwright.world.redis.RedisBinary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The servers' own migration, on the servers that have one. */
class AtomicMoveTest {
  private static final Duration LIMIT = Duration.ofSeconds(90);
  private static final String ALL = "dev.slotwright.world.redis.RedisBinary#all";
  private static final String TIER = "dev.slotwright.world.redis.RedisBinary#tier";
  private static final String ATOMIC = "dev.slotwright.redis.mover.AtomicServers#tier";

  static Stream<Arguments> serversAndReplicas() {
    boolean quick = !Boolean.getBoolean(RedisBinary.LONG);
    return RedisBinary.all().stream()
        .flatMap(server -> Stream.of(0, 1).map(replicas -> Arguments.of(server, replicas)))
        .filter(arguments -> !quick || arguments.get()[1].equals(1));
  }

  @ParameterizedTest
  @MethodSource("serversAndReplicas")
  void everyTypeMovesWhileClientsWrite(RedisBinary server, int replicas) {
    AtomicServers.require(server);
    try (MoverWorld world =
        MoverWorld.of(
            LocalCluster.Settings.of(server, 3, replicas)
                .withPassword("secret")
                .withEmptyMasters(1))) {
      ClusterNode joined = world.cluster.nodes().getLast();
      Keys keys = new Keys(world.client);
      keys.writeEveryType(2_000);
      keys.fillSlot(100, 5_000);
      int to = world.cluster.nodes().indexOf(joined);
      try (Writers writers = new Writers(world.client, 2)) {
        world.start(
            Atomic.ATOMIC,
            world.move(0, to, SlotSet.range(0, 1364)),
            world.move(1, to, SlotSet.range(5461, 6826)),
            world.move(2, to, SlotSet.range(10_922, 12_287)));
        MoveStatus.Progress progress = Atomic.done(world.await(LIMIT));
        assertThat(progress.figures().transport()).contains("atomic");
        assertThat(progress.slotsMoved()).isEqualTo(1365 + 2 * 1366);
        assertThat(progress.keysMoved()).isGreaterThan(5_000);
        assertThat(progress.longestPauseMillis()).isPositive();
        writers.stopAndVerify();
      }
      keys.verify();
      ClusterInvariants.hold(world.cluster);
      assertThat(Views.self(joined).slots().size()).isEqualTo(1365 + 2 * 1366);
      assertThat(world.moved.stream().mapToInt(m -> m.move().slots().size()).sum())
          .isEqualTo(1365 + 2 * 1366);
      assertThat(world.moved).allMatch(m -> m.transport() == Execution.Transport.ATOMIC);
    }
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void autoTakesItWhereBothEndsOfferIt(RedisBinary server) {
    try (MoverWorld world = MoverWorld.of(LocalCluster.Settings.of(server, 3, 0))) {
      Keys keys = new Keys(world.client);
      keys.writeEveryType(300);
      world.start(Atomic.of(Execution.Transport.AUTO), world.move(0, 1, SlotSet.range(0, 99)));
      MoveStatus.Progress progress = Atomic.done(world.await(LIMIT));
      assertThat(progress.figures().transport())
          .contains(AtomicServers.offers(server) ? "atomic" : "migrate");
      keys.verify();
      ClusterInvariants.hold(world.cluster);
    }
  }

  @ParameterizedTest
  @MethodSource(TIER)
  void aServerWithoutItIsRefusedByName(RedisBinary server) {
    try (MoverWorld world = MoverWorld.of(LocalCluster.Settings.of(server, 3, 0))) {
      world.start(Atomic.ATOMIC, world.move(0, 1, SlotSet.range(0, 99)));
      MoveStatus status = world.await(LIMIT);
      if (AtomicServers.offers(server)) {
        Atomic.done(status);
        return;
      }
      assertThat(status)
          .isInstanceOfSatisfying(
              MoveStatus.Failed.class,
              failed -> {
                assertThat(failed.retryable()).isFalse();
                assertThat(failed.reason())
                    .contains(world.cluster.node(0).endpoint(), "CLUSTER MIGRATION", "auto");
              });
      ClusterInvariants.hold(world.cluster);
    }
  }

  @ParameterizedTest
  @MethodSource(ATOMIC)
  void withoutMemoryForTheForkMigrateIsTakenAndSaysWhy(RedisBinary server) {
    AtomicServers.require(server);
    try (MoverWorld world =
        MoverWorld.of(
            LocalCluster.Settings.of(server, 3, 0).withArguments("--maxmemory", "10mb"))) {
      world.start(Atomic.of(Execution.Transport.AUTO), world.move(0, 1, SlotSet.range(0, 9)));
      MoveStatus.Progress progress = Atomic.done(world.await(LIMIT));
      assertThat(progress.figures().transport()).contains("migrate");
      assertThat(progress.figures().fallback())
          .hasValueSatisfying(why -> assertThat(why).contains("fork", "maxmemory of 10485760"));

      world.start(Atomic.ATOMIC, world.move(0, 1, SlotSet.range(10, 19)));
      assertThat(world.await(LIMIT))
          .isInstanceOfSatisfying(
              MoveStatus.Failed.class, failed -> assertThat(failed.reason()).contains("fork"));
      ClusterInvariants.hold(world.cluster);
    }
  }

  /** With the permissions that docs/operations.md lists, and no more. */
  @ParameterizedTest
  @MethodSource(ATOMIC)
  void theDocumentedPermissionsAreEnough(RedisBinary server) throws IOException {
    AtomicServers.require(server);
    List<List<String>> user = documentedUser();
    try (MoverWorld world = MoverWorld.of(LocalCluster.Settings.of(server, 3, 0))) {
      Keys keys = new Keys(world.client);
      keys.writeEveryType(300);
      for (ClusterNode node : world.cluster.nodes()) {
        user.forEach(command -> node.call(command.toArray(String[]::new)));
      }
      load(world.cluster.node(0), "one", 1);
      Credentials credentials = new Credentials(Optional.of("slotwright"), Optional.of("PASSWORD"));
      NodeConnections connections = new NodeConnections(RedisSettings.defaults(), credentials);
      try (LettuceSlotMover mover =
          new LettuceSlotMover(connections, credentials, SettingsJournal.inMemory())) {
        SlotMove move = world.move(0, 1, SlotSet.range(0, 99));
        List<SlotMover.Moved> moved = new CopyOnWriteArrayList<>();
        mover.start(
            Views.of(world.cluster),
            List.of(move),
            SlotBytes.uniform(100),
            Atomic.ATOMIC,
            moved::add);
        Awaitility.await().until(() -> !(mover.status() instanceof MoveStatus.Running));
        Atomic.done(mover.status());
        assertThat(moved).allMatch(group -> group.longestPauseMillis() > 0);
      }
      assertThat(world.cluster.node(1).call("FCALL", "one", "0")).isEqualTo(1L);
      keys.verify();
    }
  }

  /** Each ACL SETUSER of the page: what all servers know, and what newer ones know besides. */
  private static List<List<String>> documentedUser() throws IOException {
    String page = Files.readString(Path.of("docs/operations.md"));
    return Pattern.compile("ACL SETUSER slotwright[^`]+")
        .matcher(page)
        .results()
        .map(command -> List.of(command.group().trim().split("\\s+")))
        .toList();
  }

  @ParameterizedTest
  @MethodSource(ATOMIC)
  void piecesOfBoundedSizeAndManyRanges(RedisBinary server) {
    AtomicServers.require(server);
    MoverSettings small =
        MoverSettings.defaults()
            .withAtomic(new AtomicSettings(100 * 100, 4, Duration.ofMillis(100), 1 << 20));
    try (MoverWorld world =
        MoverWorld.of(LocalCluster.Settings.of(server, 3, 0), LineWatch.NONE, small)) {
      Keys keys = new Keys(world.client);
      keys.writeEveryType(500);
      SlotSet scattered = SlotSet.of(java.util.stream.IntStream.range(0, 40).map(i -> i * 3));
      SlotSet slots = scattered.plus(SlotSet.range(1000, 1299));
      world.start(Atomic.ATOMIC, world.move(0, 1, slots));
      assertThat(Atomic.done(world.await(LIMIT)).slotsMoved()).isEqualTo(slots.size());
      assertThat(world.moved).hasSizeGreaterThan(3);
      keys.verify();
      ClusterInvariants.hold(world.cluster);
    }
  }

  @ParameterizedTest
  @MethodSource(ATOMIC)
  void theTargetGetsTheFunctionsOfTheSource(RedisBinary server) {
    for (Execution.Transport transport :
        List.of(Execution.Transport.MIGRATE, Execution.Transport.AUTO)) {
      try (MoverWorld world =
          MoverWorld.of(LocalCluster.Settings.of(server, 3, 0).withEmptyMasters(1))) {
        if (!hasFunctions(world.cluster.node(0))) {
          org.junit.jupiter.api.Assumptions.abort(server + " has no functions");
        }
        ClusterNode joined = world.cluster.node(3);
        load(world.cluster.node(0), "one", 1);
        world.start(Atomic.of(transport), world.move(0, 3, SlotSet.range(0, 9)));
        Atomic.done(world.await(LIMIT));
        assertThat(joined.call("FCALL", "one", "0")).isEqualTo(1L);

        load(world.cluster.node(0), "two", 2);
        world.start(Atomic.of(transport), world.move(0, 3, SlotSet.range(10, 19)));
        Atomic.done(world.await(LIMIT));
        assertThat(joined.call("FCALL", "two", "0")).isEqualTo(2L);

        load(joined, "three", 3);
        load(world.cluster.node(0), "three", 4);
        world.start(Atomic.of(transport), world.move(0, 3, SlotSet.range(20, 29)));
        assertThat(world.await(LIMIT))
            .isInstanceOfSatisfying(
                MoveStatus.Failed.class,
                failed -> assertThat(failed.reason()).contains("library three", joined.endpoint()));
        assertThat(joined.call("FCALL", "three", "0")).isEqualTo(3L);
        ClusterInvariants.hold(world.cluster);
      }
    }
  }

  private static boolean hasFunctions(ClusterNode node) {
    return ((List<?>) node.call("COMMAND", "INFO", "function")).getFirst() != null;
  }

  private static void load(ClusterNode node, String name, int answer) {
    node.call(
        "FUNCTION",
        "LOAD",
        "#!lua name=%s\nredis.register_function('%s', function() return %d end)"
            .formatted(name, name, answer));
  }
}
