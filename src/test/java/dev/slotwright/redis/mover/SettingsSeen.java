package dev.slotwright.redis.mover;

import dev.slotwright.cluster.SlotSet;
import dev.slotwright.control.SettingsJournal;
import dev.slotwright.load.SlotBytes;
import dev.slotwright.operation.MoveStatus;
import dev.slotwright.world.redis.ClusterNode;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;

/** Moves of slots whose settings on the nodes are looked at. */
final class SettingsSeen {
  static final String COMPRESSION = "rdbcompression";
  static final String LAZY = "lazyfree-lazy-server-del";

  private static final Duration LIMIT = Duration.ofSeconds(60);

  private SettingsSeen() {}

  static LettuceSlotMover mover(MoverWorld world, SettingsJournal journal, LineWatch watch) {
    return MoverWorld.mover(
        world.cluster,
        watch,
        MoverSettings.defaults().withPatience(Duration.ofSeconds(3)),
        journal);
  }

  /** Moves slots from the first master to the second, to the end. */
  static MoveStatus run(MoverWorld world, LettuceSlotMover mover, SlotSet slots) {
    mover.start(
        Views.of(world.cluster),
        List.of(world.move(0, 1, slots)),
        SlotBytes.uniform(100),
        MoverWorld.EXECUTION,
        moved -> {});
    Awaitility.await()
        .atMost(LIMIT)
        .pollInterval(Duration.ofMillis(10))
        .until(() -> !(mover.status() instanceof MoveStatus.Running));
    return mover.status();
  }

  /** Waits until a move has changed both at its source. */
  static void awaitChanged(ClusterNode source) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(2))
        .until(() -> settings(source).equals("no yes"));
  }

  /** Both as the node has them now, such as {@code yes no}. */
  static String settings(ClusterNode node) {
    return value(node, COMPRESSION) + " " + value(node, LAZY);
  }

  static String value(ClusterNode node, String name) {
    return (String) ((List<?>) node.call("CONFIG", "GET", name)).get(1);
  }
}
