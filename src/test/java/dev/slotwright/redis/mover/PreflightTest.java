package dev.slotwright.redis.mover;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slotwright.cluster.Address;
import dev.slotwright.cluster.Slot;
import dev.slotwright.cluster.SlotSet;
import dev.slotwright.load.SlotBytes;
import dev.slotwright.operation.MoveStatus;
import dev.slotwright.plan.SlotMove;
import dev.slotwright.policy.Execution;
import dev.slotwright.redis.Request;
import dev.slotwright.redis.Requests;
import dev.slotwright.world.redis.ClusterNode;
import dev.slotwright.world.redis.LocalCluster;
import dev.slotwright.world.redis.RedisBinary;
import dev.slotwright.world.redis.RedisConnection;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What keeps an order from beginning: the refusal names the node and a remedy, and nothing was
 * opened. Permissions and passwords: {@link LoginTest}; leftovers: {@link LeftoversTest}; open
 * slots of others: {@link FailureTest}.
 */
class PreflightTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final SlotSet SLOTS = SlotSet.range(0, 99);

  static List<RedisBinary> servers() {
    return RedisBinary.all();
  }

  @Test
  void nodesThatDisagree() {
    try (MoverWorld world = world(0)) {
      // Banned for a minute, with its slots unassigned there; gossip heals anything less at once.
      world.cluster.node(2).call("CLUSTER", "FORGET", world.id(1).value());
      MoveStatus.Failed failed = refused(world, SLOTS, 0, 1);
      assertThat(failed.retryable()).isTrue();
      assertThat(failed.reason())
          .contains("do not agree")
          .contains(world.id(2).brief() + " does not know " + world.id(1).brief());
    }
  }

  @ParameterizedTest
  @MethodSource("dev.slotwright.world.redis.RedisBinary#tier")
  void connectionsOfOthersStay(RedisBinary server) {
    try (MoverWorld world = MoverWorld.of(LocalCluster.Settings.of(server, 3, 0));
        RedisConnection source = world.cluster.node(0).connect();
        RedisConnection target = world.cluster.node(1).connect()) {
      world.start(world.move(0, 1, SLOTS));
      assertThat(world.await(LIMIT)).isInstanceOf(MoveStatus.Done.class);
      assertThat(source.call("PING")).isEqualTo("PONG");
      assertThat(target.call("PING")).isEqualTo("PONG");
    }
  }

  @Test
  void aServingMasterThatIsSilent() {
    try (MoverWorld world =
        MoverWorld.of(MoverWorld.embedded(3, 0).withNodeTimeout(Duration.ofSeconds(60)))) {
      var view = Views.of(world.cluster);
      ClusterNode other = world.cluster.node(2);
      SlotMove move = world.move(0, 1, SLOTS);
      other.freeze();
      try (LettuceSlotMover mover = hasty(world, LineWatch.NONE)) {
        mover.start(view, List.of(move), SlotBytes.uniform(0), MoverWorld.EXECUTION, moved -> {});
        MoveStatus.Failed failed = failed(mover);
        assertThat(failed.retryable()).isTrue();
        assertThat(failed.reason())
            .contains("master " + world.id(2).brief() + " at " + other.endpoint())
            .contains("does not answer");
      } finally {
        other.thaw();
      }
      ClusterInvariants.noSlotIsOpen(world.cluster);
    }
  }

  @Test
  void anEndThatIsAReplica() {
    try (MoverWorld world = world(1)) {
      MoveStatus.Failed failed = refused(world, SLOTS, 0, 4);
      assertThat(failed.retryable()).isTrue();
      assertThat(failed.reason())
          .contains(world.cluster.node(4).endpoint(), "is a replica now", "planned anew");
    }
  }

  @Test
  void aTargetWhoseReplicasAreAllAway() {
    try (MoverWorld world = world(2)) {
      ClusterNode target = world.cluster.node(1);
      world.cluster.node(4).kill();
      awaitReplicas(target, 1);
      world.start(world.move(0, 1, SLOTS));
      assertThat(world.await(LIMIT)).as("one of two is there").isInstanceOf(MoveStatus.Done.class);

      world.cluster.node(7).kill();
      awaitReplicas(target, 0);
      MoveStatus.Failed failed = refused(world, SlotSet.range(100, 199), 0, 1);
      assertThat(failed.retryable()).isTrue();
      assertThat(failed.reason())
          .contains("no replica of the target " + target.endpoint())
          .contains(world.id(4).brief(), world.id(7).brief(), "bring a replica back");
    }
  }

  @ParameterizedTest
  @CsvSource({"noeviction, 33000000, ''", "allkeys-lru, 30000000, policy allkeys-lru"})
  void aTargetWithoutRoom(String policy, long bytesToCome, String also) {
    try (MoverWorld world = world(0)) {
      ClusterNode target = world.cluster.node(1);
      target.call("CONFIG", "SET", "maxmemory-policy", policy);
      target.call("CONFIG", "SET", "maxmemory", "32mb");
      try (LettuceSlotMover mover = hasty(world, LineWatch.NONE)) {
        start(mover, world, estimate(bytesToCome));
        MoveStatus.Failed failed = failed(mover);
        assertThat(failed.retryable()).isFalse();
        assertThat(failed.reason())
            .contains("the target " + target.endpoint() + " has room", "raise its maxmemory", also);
        ClusterInvariants.hold(world.cluster);
      }
    }
  }

  /** The tenth that an estimate needs to spare is asked of targets that evict alone. */
  @Test
  void aTargetWithJustEnoughRoomIsNotRefused() {
    try (MoverWorld world = world(0);
        LettuceSlotMover mover = hasty(world, LineWatch.NONE)) {
      world.cluster.node(1).call("CONFIG", "SET", "maxmemory", "32mb");
      start(mover, world, estimate(30_000_000));
      awaitEnd(mover);
      assertThat(mover.status()).isInstanceOf(MoveStatus.Done.class);
    }
  }

  @ParameterizedTest
  @MethodSource("servers")
  void keysInAnotherDatabase(RedisBinary server) {
    if (!server.valkey() || !server.atLeast(9, 0)) {
      System.out.println(server + " has one database only in cluster mode");
      return;
    }
    try (MoverWorld world =
        MoverWorld.of(
            LocalCluster.Settings.of(server, 3, 0).withArguments("--cluster-databases", "4"))) {
      ClusterNode source = world.cluster.node(0);
      try (var connection = source.connect()) {
        connection.call("SELECT", "2");
        connection.call("SET", "{" + KeySlot.tagOf(7) + "}", "elsewhere");
      }
      try (LettuceSlotMover mover = hasty(world, LineWatch.NONE)) {
        mover.start(
            Views.of(world.cluster),
            List.of(world.move(0, 1, SLOTS)),
            SlotBytes.uniform(0),
            new Execution(16, Duration.ofMillis(5), Execution.Transport.MIGRATE),
            moved -> {});
        MoveStatus.Failed failed = failed(mover);
        assertThat(failed.retryable()).isFalse();
        assertThat(failed.reason()).contains(source.endpoint(), "database 2", "empty");
      }
    }
  }

  /** Valkey 8 and newer show the open slots of a master at its replicas too. */
  @ParameterizedTest
  @MethodSource("servers")
  void aSlotThatIsOpenBetweenTheSameTwoIsGoneOnWith(RedisBinary server) {
    try (MoverWorld world = MoverWorld.of(LocalCluster.Settings.of(server, 3, 1))) {
      new Keys(world.client).fillSlot(7, 100);
      world.cluster.node(1).call("CLUSTER", "SETSLOT", "7", "IMPORTING", world.id(0).value());
      world.cluster.node(0).call("CLUSTER", "SETSLOT", "7", "MIGRATING", world.id(1).value());
      world.start(
          new Execution(16, Duration.ofMillis(5), Execution.Transport.MIGRATE),
          world.move(0, 1, SLOTS));
      assertThat(world.await(LIMIT)).isInstanceOf(MoveStatus.Done.class);
      ClusterInvariants.hold(world.cluster);
    }
  }

  @Test
  void migrateIsGivenTheIpOfAName() {
    assertThat(MigrateCall.ip(new Address("127.0.0.1", 6379))).isEqualTo("127.0.0.1");
    assertThat(MigrateCall.ip(new Address("::1", 6379))).isEqualTo("::1");
    assertThat(MigrateCall.ip(new Address("localhost", 6379))).isIn("127.0.0.1", "0:0:0:0:0:0:0:1");
  }

  private static MoverWorld world(int replicas) {
    return MoverWorld.of(MoverWorld.embedded(3, replicas).withNodeTimeout(Duration.ofSeconds(10)));
  }

  /** Waits for the refusal; no SETSLOT of a slot and no CONFIG SET was sent. */
  private static MoveStatus.Failed refused(MoverWorld world, SlotSet slots, int from, int to) {
    Set<String> sent = ConcurrentHashMap.newKeySet();
    LineWatch watch =
        (Address address, List<Request> requests) ->
            requests.forEach(request -> sent.add(Requests.text(request)));
    try (LettuceSlotMover mover = hasty(world, watch)) {
      mover.start(
          Views.of(world.cluster),
          List.of(world.move(from, to, slots)),
          SlotBytes.uniform(0),
          MoverWorld.EXECUTION,
          moved -> {});
      MoveStatus.Failed failed = failed(mover);
      assertThat(sent)
          .isNotEmpty()
          .noneMatch(text -> text.matches("(?s)(CLUSTER SETSLOT \\d|CONFIG SET|MIGRATE).*"));
      ClusterInvariants.noSlotIsOpen(world.cluster);
      return failed;
    }
  }

  private static void start(LettuceSlotMover mover, MoverWorld world, SlotBytes bytes) {
    mover.start(
        Views.of(world.cluster),
        List.of(world.move(0, 1, SLOTS)),
        bytes,
        MoverWorld.EXECUTION,
        moved -> {});
  }

  /** All of it in the slots that move. */
  private static SlotBytes estimate(long bytes) {
    long[] slots = new long[Slot.COUNT];
    SLOTS.stream().forEach(slot -> slots[slot] = bytes / SLOTS.size());
    return new SlotBytes(slots, true);
  }

  private static LettuceSlotMover hasty(MoverWorld world, LineWatch watch) {
    return MoverWorld.mover(
        world.cluster,
        watch,
        MoverSettings.defaults()
            .withPatience(Duration.ofSeconds(3))
            .withAgreement(Duration.ofSeconds(3)));
  }

  private static MoveStatus.Failed failed(LettuceSlotMover mover) {
    awaitEnd(mover);
    assertThat(mover.status()).isInstanceOf(MoveStatus.Failed.class);
    return (MoveStatus.Failed) mover.status();
  }

  private static void awaitEnd(LettuceSlotMover mover) {
    Awaitility.await()
        .atMost(LIMIT)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> !(mover.status() instanceof MoveStatus.Running));
  }

  private static void awaitReplicas(ClusterNode master, int count) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () ->
                ((String) master.call("INFO", "replication"))
                    .contains("connected_slaves:" + count + "\r"));
  }
}
