package dev.slotwright.redis.mover;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slotwright.cluster.Address;
import dev.slotwright.cluster.SlotSet;
import dev.slotwright.operation.MoveStatus;
import dev.slotwright.redis.Request;
import dev.slotwright.world.redis.RedisBinary;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** The mover dies between two commands, any two: repair brings every open slot to an end. */
@ParameterizedClass
@MethodSource("dev.slotwright.world.redis.RedisBinary#tier")
class CrashedMoverTest {
  private static final long SEED = 20_260_601;
  private static final int ROUNDS = 12;
  private static final int SLOTS = 48;

  @Parameter RedisBinary server;

  /** Ends the mover as kill -9 would: nothing more is sent, and nothing is tidied up. */
  private static final class Killer implements LineWatch {
    private final AtomicInteger left = new AtomicInteger();

    @Override
    public void before(Address address, List<Request> requests) {
      if (left.decrementAndGet() < 0) {
        throw new StruckMover.Killed();
      }
    }
  }

  @Test
  void repairFinishesWhatAKilledMoverLeft() {
    Killer killer = new Killer();
    Random random = new Random(SEED);
    try (MoverWorld world =
        MoverWorld.of(MoverWorld.on(server, 3, 0).withNodeTimeout(Duration.ofSeconds(5)), killer)) {
      Keys keys = new Keys(world.client);
      killer.left.set(Integer.MAX_VALUE);
      keys.writeEveryType(1_500);
      for (int round = 0; round < ROUNDS; round++) {
        SlotSet slots = SlotSet.range(round * SLOTS, (round + 1) * SLOTS - 1);
        int at = 8 + random.nextInt(90);
        killer.left.set(at);
        world.start(world.move(0, 1, slots));
        MoveStatus status = world.await(Duration.ofSeconds(30));
        killer.left.set(Integer.MAX_VALUE);

        List<String> lines = world.mover.closeOpenSlots(Views.of(world.cluster));

        assertThat(lines)
            .as("seed %d round %d killed at %d: %s", SEED, round, at, status)
            .noneMatch(line -> line.contains("left open") || line.contains("not all closed"));
        ClusterInvariants.noSlotIsOpen(world.cluster);
      }
      ClusterInvariants.hold(world.cluster);
      keys.verify();
    }
  }
}
