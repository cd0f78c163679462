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
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/**
 * A mover in a process of its own: moves slots 0 to 199 from one node to another. Arguments:
 * directory of the settings journal, source, target, seeds. Exit code 0 when it is done.
 */
final class OtherMover {
  private OtherMover() {}

  public static void main(String... arguments) throws InterruptedException {
    List<Address> seeds = Arrays.stream(arguments).skip(3).map(OtherMover::address).toList();
    SlotMove move =
        new SlotMove(new NodeId(arguments[1]), new NodeId(arguments[2]), SlotSet.range(0, 199), 0);
    try (NodeConnections connections =
            new NodeConnections(RedisSettings.defaults(), Credentials.NONE);
        LettuceRedisCluster cluster = new LettuceRedisCluster(connections, () -> true);
        LettuceSlotMover mover =
            new LettuceSlotMover(
                new NodeConnections(RedisSettings.defaults(), Credentials.NONE),
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
        moved.await(20, java.util.concurrent.TimeUnit.MILLISECONDS);
      }
      System.out.println(mover.status());
      System.exit(mover.status() instanceof MoveStatus.Done ? 0 : 1);
    }
  }

  private static Address address(String endpoint) {
    int colon = endpoint.lastIndexOf(':');
    return new Address(
        endpoint.substring(0, colon), Integer.parseInt(endpoint.substring(colon + 1)));
  }
}
