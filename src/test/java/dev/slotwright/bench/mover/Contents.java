package dev.slotwright.bench.mover;

import dev.slotwright.cluster.Address;
import dev.slotwright.cluster.ClusterView;
import dev.slotwright.control.Credentials;
import dev.slotwright.redis.LettuceRedisCluster;
import dev.slotwright.redis.NodeConnections;
import dev.slotwright.redis.RedisSettings;
import dev.slotwright.world.redis.ClusterNode;
import java.time.Duration;
import java.util.List;

/**
 * How many keys each slot holds, over all masters: the same before and after a move, or keys were
 * lost or doubled.
 */
record Contents(long[] keysOfSlot) {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  /** Counted by each master for every slot. */
  static Contents of(BenchCluster cluster) {
    long[] keys = new long[BenchCluster.SLOTS];
    for (ClusterNode master : cluster.masters()) {
      long[] own = count(master);
      for (int slot = 0; slot < keys.length; slot++) {
        keys[slot] += own[slot];
      }
    }
    return new Contents(keys);
  }

  static long[] count(ClusterNode master) {
    long[] keys = new long[BenchCluster.SLOTS];
    try (RespPipe pipe = new RespPipe(master.address(), master.port(), TIMEOUT)) {
      for (int slot = 0; slot < keys.length; slot++) {
        pipe.command("CLUSTER", "COUNTKEYSINSLOT", Integer.toString(slot));
      }
      pipe.flush();
      for (int slot = 0; slot < keys.length; slot++) {
        keys[slot] = pipe.integer();
      }
    }
    return keys;
  }

  /** Keys in the slots of a transfer. */
  long keysOf(SlotTransfer transfer) {
    long sum = 0;
    for (int slot = transfer.first(); slot <= transfer.last(); slot++) {
      sum += keysOfSlot[slot];
    }
    return sum;
  }

  long total() {
    long total = 0;
    for (long keys : keysOfSlot) {
      total += keys;
    }
    return total;
  }

  /**
   * After a move: what moved.
   *
   * @throws IllegalStateException when a slot's count changed, a slot is open, or nodes do not come
   *     to one view
   */
  Moved verify(BenchCluster cluster) {
    List<Address> addresses =
        cluster.nodes().stream().map(n -> new Address(n.address(), n.port())).toList();
    try (LettuceRedisCluster redis =
        new LettuceRedisCluster(
            new NodeConnections(RedisSettings.defaults(), Credentials.NONE), () -> true)) {
      BenchCluster.await(
          "one view without open slots", () -> isSettled(redis.observe(addresses), cluster));
    }
    // A source may still be at work on what the servers call trimming.
    BenchCluster.await("no key twice, none missing", () -> databases(cluster) == total());
    long[] after = of(cluster).keysOfSlot();
    for (int slot = 0; slot < after.length; slot++) {
      if (after[slot] != keysOfSlot[slot]) {
        throw new IllegalStateException(
            "slot %d had %d keys and has %d".formatted(slot, keysOfSlot[slot], after[slot]));
      }
    }
    return moved(cluster);
  }

  private static boolean isSettled(ClusterView view, BenchCluster cluster) {
    return view.openSlots().isEmpty()
        && view.disagreements().isEmpty()
        && view.assigned().size() == BenchCluster.SLOTS
        && view.nodes().size() == cluster.nodes().size();
  }

  private static long databases(BenchCluster cluster) {
    return cluster.masters().stream().mapToLong(node -> (Long) node.call("DBSIZE")).sum();
  }

  private static Moved moved(BenchCluster cluster) {
    long keys = 0;
    int slots = 0;
    for (ClusterNode target : cluster.targets()) {
      keys += (Long) target.call("DBSIZE");
      slots += ownSlots(target);
    }
    return new Moved(slots, keys);
  }

  private static int ownSlots(ClusterNode node) {
    int slots = 0;
    for (Object range : (List<?>) node.call("CLUSTER", "SLOTS")) {
      List<?> fields = (List<?>) range;
      if (((List<?>) fields.get(2)).get(2).equals(node.id())) {
        slots += (int) ((Long) fields.get(1) - (Long) fields.get(0) + 1);
      }
    }
    return slots;
  }

  /** What the targets have got. */
  record Moved(int slots, long keys) {}
}
