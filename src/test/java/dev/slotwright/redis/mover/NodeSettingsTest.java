package dev.slotwright.redis.mover;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slotwright.cli.FileSettingsJournal;
import dev.slotwright.cluster.Address;
import dev.slotwright.cluster.SlotSet;
import dev.slotwright.control.RefusedException;
import dev.slotwright.control.SettingsJournal;
import dev.slotwright.control.SettingsJournal.Change;
import dev.slotwright.load.SlotBytes;
import dev.slotwright.operation.MoveStatus;
import dev.slotwright.redis.Request;
import dev.slotwright.world.process.ChildProcess;
import dev.slotwright.world.process.Jvm;
import dev.slotwright.world.redis.ClusterNode;
import dev.slotwright.world.redis.LocalCluster;
import dev.slotwright.world.redis.RedisBinary;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a move changes on nodes comes back, whichever way the move ends. */
class NodeSettingsTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final SlotSet SLOTS = SlotSet.range(0, 199);
  private static final String COMPRESSION = "rdbcompression";
  private static final String LAZY = "lazyfree-lazy-server-del";

  static List<RedisBinary> servers() {
    return RedisBinary.tier();
  }

  @ParameterizedTest
  @MethodSource("servers")
  void theSourceHasThemDuringTheMoveAndItsOwnAfterwards(RedisBinary server) {
    Set<String> seen = ConcurrentHashMap.newKeySet();
    try (MoverWorld world =
        MoverWorld.of(LocalCluster.Settings.of(server, 3, 0).withArguments("--" + LAZY, "no"))) {
      world.mover.start(
          Views.of(world.cluster),
          List.of(world.move(0, 1, SLOTS)),
          SlotBytes.uniform(100),
          MoverWorld.EXECUTION,
          moved -> seen.add(settings(world.cluster.node(0)) + settings(world.cluster.node(1))));
      assertThat(world.await(LIMIT)).isInstanceOf(MoveStatus.Done.class);
      assertThat(seen).containsExactly("no yes" + "yes no");
      assertThat(settings(world.cluster.node(0))).isEqualTo("yes no");
    }
  }

  @Test
  void whatAnOperatorHasSetIsNeitherWrittenDownNorTouched() {
    try (MoverWorld world =
        MoverWorld.of(MoverWorld.embedded(3, 0).withArguments("--" + COMPRESSION, "no"))) {
      SettingsJournal journal = new Refusing();
      try (LettuceSlotMover mover = mover(world, journal, LineWatch.NONE)) {
        world.cluster.node(0).call("CONFIG", "SET", LAZY, "yes");
        run(world, mover, SLOTS);
      }
      assertThat(settings(world.cluster.node(0))).isEqualTo("no yes");
    }
  }

  @Test
  void aJournalThatCannotBeWrittenLeavesTheNodesAsTheyAre() {
    Set<String> sent = ConcurrentHashMap.newKeySet();
    try (MoverWorld world = MoverWorld.of(MoverWorld.embedded(3, 0));
        LettuceSlotMover mover = mover(world, new Refusing(), names(sent))) {
      assertThat(run(world, mover, SLOTS)).isInstanceOf(MoveStatus.Done.class);
      assertThat(sent).noneMatch(name -> name.equals("CONFIG SET"));
    }
  }

  @Test
  void aNodeThatDoesNotPermitConfigIsLeftAsItIs() {
    SettingsJournal journal = SettingsJournal.inMemory();
    try (MoverWorld world =
            MoverWorld.of(
                MoverWorld.embedded(3, 0).withArguments("--rename-command", "CONFIG", ""));
        LettuceSlotMover mover = mover(world, journal, LineWatch.NONE)) {
      assertThat(run(world, mover, SLOTS)).isInstanceOf(MoveStatus.Done.class);
      assertThat(journal.read()).isEmpty();
    }
  }

  @Test
  void aFailedMoveAndAStoppedOneBringThemBack() {
    try (MoverWorld world = MoverWorld.of(MoverWorld.embedded(3, 0))) {
      Keys keys = new Keys(world.client);
      keys.fillSlot(150, 10_000);
      String before = settings(world.cluster.node(0));
      world.start(world.move(0, 1, SLOTS));
      world.awaitKeys(100);
      assertThat(settings(world.cluster.node(0))).isEqualTo("no yes");
      world.mover.stop();
      assertThat(world.await(LIMIT)).isInstanceOf(MoveStatus.Failed.class);
      assertThat(settings(world.cluster.node(0))).isEqualTo(before);

      keys.fillSlot(190, 10_000);
      world.start(world.move(0, 1, SLOTS));
      world.awaitKeys(100);
      world.cluster.node(1).call("CONFIG", "SET", "maxmemory", "1mb");
      assertThat(world.await(LIMIT)).isInstanceOf(MoveStatus.Failed.class);
      assertThat(settings(world.cluster.node(0))).isEqualTo(before);
      world.cluster.node(1).call("CONFIG", "SET", "maxmemory", "0");
      world.mover.closeOpenSlots(Views.of(world.cluster));
      keys.verify();
    }
  }

  @Test
  void aMoverThatIsClosedInTheMiddleBringsThemBack() {
    try (MoverWorld world = MoverWorld.of(MoverWorld.embedded(3, 0))) {
      new Keys(world.client).fillSlot(150, 30_000);
      String before = settings(world.cluster.node(0));
      world.start(world.move(0, 1, SLOTS));
      world.awaitKeys(100);
      world.mover.close();
      assertThat(settings(world.cluster.node(0))).isEqualTo(before);
    }
  }

  @Test
  void aNodeThatWasAwayGetsThemBackLater() {
    SettingsJournal journal = SettingsJournal.inMemory();
    try (MoverWorld world =
            MoverWorld.of(MoverWorld.embedded(3, 0).withNodeTimeout(Duration.ofSeconds(15)));
        LettuceSlotMover mover = mover(world, journal, LineWatch.NONE)) {
      new Keys(world.client).fillSlot(150, 20_000);
      String before = settings(world.cluster.node(0));
      mover.start(
          Views.of(world.cluster),
          List.of(world.move(0, 1, SLOTS)),
          SlotBytes.uniform(100),
          MoverWorld.EXECUTION,
          moved -> {});
      awaitChanged(world.cluster.node(0));
      world.cluster.node(0).freeze();
      mover.stop();
      assertThat(journal.read()).containsOnlyKeys(world.id(0));
      world.cluster.node(0).thaw();
      assertThat(mover.putBackSettings(Views.of(world.cluster))).isTrue();
      assertThat(settings(world.cluster.node(0))).isEqualTo(before);
      assertThat(journal.read()).isEmpty();
    }
  }

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

  /** Cannot be written, as with an API server that is away. */
  private static final class Refusing implements SettingsJournal {
    @Override
    public Map<dev.slotwright.cluster.NodeId, List<Change>> read() {
      return Map.of();
    }

    @Override
    public void put(Map<dev.slotwright.cluster.NodeId, List<Change>> changes) {
      throw new RefusedException("no room for " + changes);
    }
  }

  private static LineWatch names(Set<String> sent) {
    return (Address address, List<Request> requests) ->
        requests.forEach(request -> sent.add(request.toString()));
  }

  private static LettuceSlotMover mover(
      MoverWorld world, SettingsJournal journal, LineWatch watch) {
    return MoverWorld.mover(
        world.cluster,
        watch,
        MoverSettings.defaults().withPatience(Duration.ofSeconds(3)),
        journal);
  }

  private static MoveStatus run(MoverWorld world, LettuceSlotMover mover, SlotSet slots) {
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

  private static void awaitChanged(ClusterNode source) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(2))
        .until(() -> settings(source).equals("no yes"));
  }

  private static String settings(ClusterNode node) {
    return value(node, COMPRESSION) + " " + value(node, LAZY);
  }

  private static String value(ClusterNode node, String name) {
    return (String) ((List<?>) node.call("CONFIG", "GET", name)).get(1);
  }
}
