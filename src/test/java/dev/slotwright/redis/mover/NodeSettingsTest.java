package dev.slotwright.redis.mover;

import static dev.slotwright.redis.mover.SettingsSeen.COMPRESSION;
import static dev.slotwright.redis.mover.SettingsSeen.LAZY;
import static dev.slotwright.redis.mover.SettingsSeen.awaitChanged;
import static dev.slotwright.redis.mover.SettingsSeen.mover;
import static dev.slotwright.redis.mover.SettingsSeen.run;
import static dev.slotwright.redis.mover.SettingsSeen.settings;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slotwright.cluster.Address;
import dev.slotwright.cluster.SlotSet;
import dev.slotwright.control.RefusedException;
import dev.slotwright.control.SettingsJournal;
import dev.slotwright.control.SettingsJournal.Change;
import dev.slotwright.load.SlotBytes;
import dev.slotwright.operation.MoveStatus;
import dev.slotwright.redis.Request;
import dev.slotwright.world.redis.LocalCluster;
import dev.slotwright.world.redis.RedisBinary;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a move changes on nodes comes back, whichever way the move ends. */
class NodeSettingsTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final SlotSet SLOTS = SlotSet.range(0, 199);

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
}
