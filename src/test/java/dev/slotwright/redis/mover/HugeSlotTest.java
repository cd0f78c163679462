package dev.slotwright.redis.mover;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slotwright.world.process.ChildProcess;
import dev.slotwright.world.process.Jvm;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The heap of a mover does not grow with a slot: its keys are listed page by page. */
class HugeSlotTest {
  private static final int KEYS = 200_000;
  private static final int HEAP_MEBIBYTES = 64;
  private static final Duration LIMIT = Duration.ofMinutes(2);

  @Test
  void aSlotOf200000KeysMovesInAHeapOf64MiB(@TempDir Path directory) throws Exception {
    try (MoverWorld world =
        MoverWorld.of(MoverWorld.embedded(3, 0).withNodeTimeout(Duration.ofSeconds(15)))) {
      Keys keys = new Keys(world.client);
      keys.fillSlot(150, KEYS);
      List<String> command = new ArrayList<>(Jvm.small(HEAP_MEBIBYTES));
      command.addAll(
          List.of(
              "-XX:+ExitOnOutOfMemoryError",
              "-cp",
              Jvm.classPath(),
              OtherMover.class.getName(),
              directory.resolve("state").toString(),
              world.id(0).value(),
              world.id(1).value()));
      command.addAll(world.cluster.seeds());
      try (ChildProcess mover =
          ChildProcess.start("mover", command, Map.of(), directory.resolve("mover.log"))) {
        Awaitility.await("the end of the mover").atMost(LIMIT).until(() -> !mover.isAlive());
        assertThat(mover.logTail(20)).contains("Done[").contains("heap after collections");
        mover.logTail(20).lines().filter(l -> l.contains("heap")).forEach(System.out::println);
      }
      assertThat(world.cluster.node(1).call("CLUSTER", "COUNTKEYSINSLOT", "150"))
          .isEqualTo((long) KEYS);
      ClusterInvariants.hold(world.cluster);
      keys.verify();
    }
  }
}
