package dev.slotwright.redis.mover;

import dev.slotwright.cli.FileSettingsJournal;
import dev.slotwright.cluster.Address;
import dev.slotwright.cluster.ClusterView;
import dev.slotwright.cluster.NodeId;
import dev.slotwright.cluster.SlotSet;
import dev.slotwright.control.Credentials;
import dev.slotwright.load.SlotBytes;
import dev.slotwright.operation.MoveStatus;
import dev.slotwright.plan.SlotMove;
import dev.slotwright.redis.LettuceRedisCluster;
import dev.slotwright.redis.NodeConnections;
import dev.slotwright.redis.RedisSettings;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/**
 * A mover in a process of its own: moves slots 0 to 199 from one node to another. Arguments:
 * directory of the settings journal, source, target, seeds. Exit code 0 when it is done.
 */
final class OtherMover {
  /** A JVM that has just started, beside others, takes its time for the first connection. */
  private static final RedisSettings PATIENT =
      new RedisSettings(
          Duration.ofSeconds(10),
          Duration.ofSeconds(10),
          Duration.ofSeconds(10),
          false,
          Optional.empty());

  private static final double MEBIBYTE = 1 << 20;
  private static final AtomicLong PEAK_AFTER_COLLECTION = new AtomicLong();

  private OtherMover() {}

  public static void main(String... arguments) throws InterruptedException {
    List<Address> seeds = Arrays.stream(arguments).skip(3).map(OtherMover::address).toList();
    SlotMove move =
        new SlotMove(new NodeId(arguments[1]), new NodeId(arguments[2]), SlotSet.range(0, 199), 0);
    try (NodeConnections connections = new NodeConnections(PATIENT, Credentials.NONE);
        LettuceRedisCluster cluster = new LettuceRedisCluster(connections, () -> true);
        LettuceSlotMover mover =
            new LettuceSlotMover(
                new NodeConnections(PATIENT, Credentials.NONE),
                Credentials.NONE,
                new FileSettingsJournal(Path.of(arguments[0])))) {
      ClusterView view = cluster.observe(seeds);
      CountDownLatch moved = new CountDownLatch(200);
      mover.start(
          view,
          List.of(move),
          SlotBytes.uniform(100),
          MoverWorld.EXECUTION,
          some -> some.move().slots().stream().forEach(slot -> moved.countDown()));
      while (mover.status() instanceof MoveStatus.Running) {
        PEAK_AFTER_COLLECTION.accumulateAndGet(afterCollection(), Math::max);
        moved.await(20, TimeUnit.MILLISECONDS);
      }
      System.out.println(mover.status());
      System.out.printf(
          "heap after collections at most %.1f MiB, at its fullest %.1f MiB%n",
          PEAK_AFTER_COLLECTION.get() / MEBIBYTE, peak() / MEBIBYTE);
      System.exit(mover.status() instanceof MoveStatus.Done ? 0 : 1);
    }
  }

  /** What the last collection of each pool has left. */
  private static long afterCollection() {
    return heap()
        .map(MemoryPoolMXBean::getCollectionUsage)
        .filter(Objects::nonNull)
        .mapToLong(MemoryUsage::getUsed)
        .sum();
  }

  private static long peak() {
    return heap().map(MemoryPoolMXBean::getPeakUsage).mapToLong(MemoryUsage::getUsed).sum();
  }

  private static Stream<MemoryPoolMXBean> heap() {
    return ManagementFactory.getMemoryPoolMXBeans().stream()
        .filter(pool -> pool.getType() == MemoryType.HEAP);
  }

  private static Address address(String endpoint) {
    int colon = endpoint.lastIndexOf(':');
    return new Address(
        endpoint.substring(0, colon), Integer.parseInt(endpoint.substring(colon + 1)));
  }
}
