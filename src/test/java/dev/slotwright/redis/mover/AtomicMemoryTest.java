package dev.slotwright.redis.mover;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slotwright.cluster.SlotSet;
import dev.slotwright.operation.MoveStatus;
import dev.slotwright.policy.Execution;
import dev.slotwright.redis.InfoParser;
import dev.slotwright.world.redis.ClusterNode;
import dev.slotwright.world.redis.LocalCluster;
import dev.slotwright.world.redis.RedisBinary;
import dev.slotwright.world.redis.RedisConnection;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A target without the memory for what the servers' own migration brings. */
class AtomicMemoryTest {
  private static final Duration LIMIT = Duration.ofSeconds(90);
  private static final String SERVERS = "dev.slotwright.redis.mover.AtomicServers#tier";

  @ParameterizedTest
  @MethodSource(SERVERS)
  void whatDoesNotFitIsRefusedByWhatTheSourceHoldsNow(RedisBinary server) {
    AtomicServers.require(server);
    try (MoverWorld world =
        MoverWorld.of(LocalCluster.Settings.of(server, 3, 0).withEmptyMasters(1))) {
      ClusterNode target = world.cluster.node(3);
      fill(world.cluster.node(0), 2_000);
      limit(target, 4 << 20);
      world.start(Atomic.of(Execution.Transport.AUTO), world.move(0, 3, SlotSet.range(90, 110)));
      requireNothingLost(world, world.await(LIMIT));
      assertThat(Atomic.tasks(target)).isEmpty();
    }
  }

  /** Key counts do not show it: the keys of one slot are large, and there are many small others. */
  @ParameterizedTest
  @MethodSource(SERVERS)
  void aTargetThatFillsUpNeverOwnsTheSlots(RedisBinary server) {
    AtomicServers.require(server);
    for (String policy : List.of("allkeys-random", "noeviction")) {
      try (MoverWorld world =
          MoverWorld.of(LocalCluster.Settings.of(server, 3, 0).withEmptyMasters(1))) {
        ClusterNode target = world.cluster.node(3);
        ClusterNode source = world.cluster.node(0);
        Keys keys = new Keys(world.client);
        keys.writeEveryType(8_000);
        fill(source, 2_000);
        limit(target, 8 << 20);
        target.call("CONFIG", "SET", "maxmemory-policy", policy);
        Atomic.slow(source, Duration.ofMillis(2));
        world.start(Atomic.of(Execution.Transport.AUTO), world.move(0, 3, SlotSet.range(90, 110)));
        requireNothingLost(world, world.await(LIMIT));
        assertThat(Atomic.tasks(target)).as("tasks with %s", policy).isNotEmpty();
        keys.verify();
      }
    }
  }

  private static void requireNothingLost(MoverWorld world, MoveStatus status) {
    ClusterNode source = world.cluster.node(0);
    ClusterNode target = world.cluster.node(3);
    assertThat(status)
        .isInstanceOfSatisfying(
            MoveStatus.Failed.class,
            failed -> assertThat(failed.reason()).contains(target.endpoint(), "maxmemory"));
    Atomic.noTaskIsInFlight(world.cluster);
    assertThat((Long) source.call("CLUSTER", "COUNTKEYSINSLOT", "100"))
        .isGreaterThanOrEqualTo(2_000);
    assertThat(Views.self(target).slots().isEmpty()).isTrue();
    ClusterInvariants.hold(world.cluster);
  }

  /** The node may take this many bytes more, and evicts then. */
  private static void limit(ClusterNode node, long bytes) {
    long used = InfoParser.parse((String) node.call("INFO", "memory")).count("used_memory");
    node.call("CONFIG", "SET", "maxmemory-policy", "allkeys-random");
    node.call("CONFIG", "SET", "maxmemory", Long.toString(used + bytes));
  }

  /** Keys of 10 KB in slot 100. */
  private static void fill(ClusterNode source, int keys) {
    String tag = KeySlot.tagOf(100);
    String value = "v".repeat(10_000);
    try (RedisConnection connection = source.connect()) {
      for (int i = 0; i < keys; i++) {
        connection.call("SET", "{" + tag + "}:" + i, value + i);
      }
    }
  }
}
