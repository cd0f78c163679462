package dev.slotwright.redis.mover;

import static dev.slotwright.redis.mover.SettingsSeen.COMPRESSION;
import static dev.slotwright.redis.mover.SettingsSeen.awaitChanged;
import static dev.slotwright.redis.mover.SettingsSeen.mover;
import static dev.slotwright.redis.mover.SettingsSeen.run;
import static dev.slotwright.redis.mover.SettingsSeen.settings;
import static dev.slotwright.redis.mover.SettingsSeen.value;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slotwright.cli.FileSettingsJournal;
import dev.slotwright.cluster.SlotSet;
import dev.slotwright.control.SettingsJournal;
import dev.slotwright.control.SettingsJournal.Change;
import dev.slotwright.load.SlotBytes;
import dev.slotwright.operation.MoveStatus;
import dev.slotwright.world.process.ChildProcess;
import dev.slotwright.world.process.Jvm;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a killed mover has changed on nodes comes back with the repair or the next move. */
class NodeSettingsAfterCrashTest {
  private static final SlotSet SLOTS = SlotSet.range(0, 199);

  /** As if by kill -9 between any two of the first commands, those of the settings among them. */
  @Test
  void aMoverKilledAtAnyCommandLeavesNothingChangedAfterTheRepair() {
    AtomicInteger left = new AtomicInteger(Integer.MAX_VALUE);
    LineWatch killer =
        (address, requests) -> {
          if (left.decrementAndGet() < 0) {
            throw new Killed();
          }
        };
    SettingsJournal journal = SettingsJournal.inMemory();
    int changedAndKilled = 0;
    try (MoverWorld world = MoverWorld.of(MoverWorld.embedded(3, 0));
        LettuceSlotMover mover = mover(world, journal, killer)) {
      String before = settings(world.cluster.node(0));
      for (int at = 0; at < 34; at++) {
        left.set(at);
        mover.start(
            Views.of(world.cluster),
            List.of(world.move(0, 1, SlotSet.of(at))),
            SlotBytes.uniform(100),
            MoverWorld.EXECUTION,
            moved -> {});
        Awaitility.await()
            .dontCatchUncaughtExceptions()
            .pollInterval(Duration.ofMillis(5))
            .until(() -> !(mover.status() instanceof MoveStatus.Running));
        mover.acknowledge();
        if (!settings(world.cluster.node(0)).equals(before)) {
          changedAndKilled++;
          assertThat(journal.read()).as("killed at command %d", at).containsKey(world.id(0));
        }
        left.set(Integer.MAX_VALUE);
        mover.closeOpenSlots(Views.of(world.cluster));
        assertThat(settings(world.cluster.node(0)))
            .as("killed at command %d", at)
            .isEqualTo(before);
        assertThat(journal.read()).isEmpty();
      }
    }
    assertThat(changedAndKilled).isPositive();
  }

  @Test
  void whatIsNotInTheJournalIsNotGuessed() {
    SettingsJournal journal = SettingsJournal.inMemory();
    try (MoverWorld world = MoverWorld.of(MoverWorld.embedded(3, 0));
        LettuceSlotMover mover = mover(world, journal, LineWatch.NONE)) {
      world.cluster.node(0).call("CONFIG", "SET", COMPRESSION, "no");
      world.cluster.node(1).call("CONFIG", "SET", "hz", "20");
      // Restarted, or set by an operator since: neither is as the killed mover has set it.
      journal.put(Map.of(world.id(1), List.of(new Change("hz", "10", "50"))));
      assertThat(run(world, mover, SLOTS)).isInstanceOf(MoveStatus.Done.class);
      assertThat(settings(world.cluster.node(0))).startsWith("no ");
      assertThat(value(world.cluster.node(1), "hz")).isEqualTo("20");
      assertThat(journal.read()).isEmpty();
    }
  }

  @Test
  void aProcessKilledBySignal9IsTidiedUpAfterByTheNext(@TempDir Path directory) {
    Path state = directory.resolve("state");
    try (MoverWorld world =
        MoverWorld.of(MoverWorld.embedded(3, 0).withNodeTimeout(Duration.ofSeconds(15)))) {
      Keys keys = new Keys(world.client);
      keys.fillSlot(150, 60_000);
      String before = settings(world.cluster.node(0));
      List<String> command = new ArrayList<>(Jvm.small(64));
      command.addAll(List.of("-cp", Jvm.classPath(), OtherMover.class.getName(), state.toString()));
      command.add(world.move(0, 1, SLOTS).from().value());
      command.add(world.move(0, 1, SLOTS).to().value());
      command.addAll(world.cluster.seeds());
      try (ChildProcess other =
          ChildProcess.start("mover", command, Map.of(), directory.resolve("mover.log"))) {
        awaitChanged(world.cluster.node(0));
        other.kill();
      }
      assertThat(settings(world.cluster.node(0))).isEqualTo("no yes");

      try (LettuceSlotMover next = mover(world, new FileSettingsJournal(state), LineWatch.NONE)) {
        next.closeOpenSlots(Views.of(world.cluster));
      }

      assertThat(settings(world.cluster.node(0))).isEqualTo(before);
      assertThat(new FileSettingsJournal(state).read()).isEmpty();
      ClusterInvariants.hold(world.cluster);
      keys.verify();
    }
  }

  private static final class Killed extends Error {
    private static final long serialVersionUID = 1;
  }
}
