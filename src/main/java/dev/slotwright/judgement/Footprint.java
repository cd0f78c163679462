package dev.slotwright.judgement;

import dev.slotwright.cluster.Node;
import dev.slotwright.cluster.NodeId;
import dev.slotwright.cluster.Slot;
import dev.slotwright.cluster.SlotRange;
import dev.slotwright.cluster.SlotSet;
import dev.slotwright.load.ShardLoad;
import dev.slotwright.load.Signal;
import dev.slotwright.load.SlotBytes;
import dev.slotwright.plan.ShardCount;
import dev.slotwright.policy.SignalTarget;
import dev.slotwright.policy.SignalTarget.Aggregate;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.TreeMap;

/**
 * What each slot adds to the shard that owns it, so that a plan's peaks can be told beforehand.
 *
 * <p>Slot bytes are keys only; a shard uses more (see {@link MemoryRoom}). They are scaled so that
 * each master's sum is its used memory less the base that stays with a node. CPU goes with the
 * bytes of the shard that it was measured on. A shard that is not known counts at its target.
 */
final class Footprint {
  /** Weights of bytes and CPU together; resolution enough for shares of a slot. */
  private static final double COMBINED_TOTAL = 1e12;

  /** Share of {@code maxmemory} that a shard may use after others are removed, without a target. */
  static final double IMPLICIT_CEILING = 0.85;

  private final double[] memory = new double[Slot.COUNT];
  private final double[] cpu = new double[Slot.COUNT];
  private final Scene scene;
  private final MemoryRoom room;
  private final Optional<SignalTarget> memoryTarget;
  private final Optional<SignalTarget> cpuTarget;
  private SlotBytes weights;

  private Footprint(Scene scene, Optional<SignalTarget> memoryTarget) {
    this.scene = scene;
    this.memoryTarget = memoryTarget;
    cpuTarget = Optional.ofNullable(scene.policy().signals().get(Signal.ENGINE_CPU));
    room = MemoryRoom.of(scene.load(), memoryTarget.map(SignalTarget::target).orElse(1.0));
  }

  static Footprint of(Scene scene) {
    return of(scene, Optional.ofNullable(scene.policy().signals().get(Signal.MEMORY)));
  }

  /**
   * For removing shards: what is left must hold the data whether or not the policy has a target for
   * memory, so that {@link #IMPLICIT_CEILING} counts without one, where capacity and use are
   * measured. Where nobody measures memory, the mover's own look at {@code maxmemory} is what is
   * left.
   */
  static Footprint ofSurvivors(Scene scene) {
    boolean limited =
        MemoryRoom.of(scene.load(), IMPLICIT_CEILING).capacity() > 0
            && scene.load().shards().stream().anyMatch(shard -> shard.usedBytes().isPresent());
    return scene.policy().signals().containsKey(Signal.MEMORY) || !limited
        ? of(scene)
        : of(
            scene,
            Optional.of(
                new SignalTarget(
                    IMPLICIT_CEILING,
                    OptionalDouble.of(IMPLICIT_CEILING),
                    Aggregate.MAX,
                    scene.policy().missingData().maxAge(),
                    true,
                    OptionalDouble.empty())));
  }

  private static Footprint of(Scene scene, Optional<SignalTarget> memoryTarget) {
    Footprint footprint = new Footprint(scene, memoryTarget);
    scene.owners().forEach(footprint::spread);
    SlotBytes given = scene.situation().slotBytes();
    footprint.weights =
        given.estimated() ? new SlotBytes(rounded(footprint.memory, 1), true) : given;
    return footprint;
  }

  /** One shard is over its ceiling. */
  record Excess(Signal signal, NodeId shard, double value, double ceiling) {
    @Override
    public String toString() {
      return "%s of shard %s would be %s, over %s"
          .formatted(signal.field(), shard.brief(), Demand.number(value), Demand.number(ceiling));
    }
  }

  /** The first shard, by id, that would be over what {@link Demand#ceiling} allows. */
  Optional<Excess> excess(Map<NodeId, SlotSet> owners) {
    for (Map.Entry<NodeId, SlotSet> entry : new TreeMap<>(owners).entrySet()) {
      double used = room.base() + sum(memory, entry.getValue());
      Optional<Excess> over =
          over(Signal.MEMORY, memoryTarget, entry.getKey(), used / room.capacity())
              .or(
                  () ->
                      over(
                          Signal.ENGINE_CPU,
                          cpuTarget,
                          entry.getKey(),
                          sum(cpu, entry.getValue())));
      if (over.isPresent()) {
        return over;
      }
    }
    return Optional.empty();
  }

  /** What a plan goes by: bytes as the server reports them, else what the shards use. */
  SlotBytes weights() {
    return weights;
  }

  /** Bytes and CPU in equal parts, for plans that have to level both. */
  SlotBytes weightsWithCpu() {
    double[] both = new double[Slot.COUNT];
    double bytes = Math.max(1, sum(memory, SlotSet.ALL));
    double seconds = Math.max(1e-9, sum(cpu, SlotSet.ALL));
    for (int slot = 0; slot < Slot.COUNT; slot++) {
      both[slot] = memory[slot] / bytes + cpu[slot] / seconds;
    }
    return new SlotBytes(rounded(both, COMBINED_TOTAL), true);
  }

  /** What a master may hold of {@link #weights} before it passes {@code memory.hard}. */
  long hardBytes() {
    if (memoryTarget.isEmpty() || memoryTarget.get().hard().isEmpty() || !(room.capacity() > 0)) {
      return Long.MAX_VALUE;
    }
    double data = memoryTarget.get().hard().getAsDouble() * room.capacity() - room.base();
    double scale =
        scene.owners().stream()
            .filter(master -> weights.total(master.slots()) > 0)
            .mapToDouble(master -> sum(memory, master.slots()) / weights.total(master.slots()))
            .max()
            .orElse(1);
    return (long) Math.max(1, data / Math.max(1, scale));
  }

  /**
   * The fewest shards at which the fullest one is within its target although slots are not split;
   * empty without a target for memory, or where even {@code most} are not enough.
   */
  OptionalInt fewestShards(int most) {
    return memoryTarget.isEmpty()
        ? OptionalInt.empty()
        : ShardCount.smallestFitting(
            scene.ownersNow(),
            new SlotBytes(rounded(memory, 1), true),
            (long) room.perShard(),
            most,
            scene.policy().rebalance().target());
  }

  /** The heaviest slot's share of what a shard takes at its target. */
  double heaviestSlotShare() {
    double heaviest = 0;
    for (double bytes : memory) {
      heaviest = Math.max(heaviest, bytes);
    }
    return heaviest / room.perShard();
  }

  private void spread(Node master) {
    Optional<ShardLoad> shard = scene.load().of(master.id());
    SlotBytes given = scene.situation().slotBytes();
    double keys = given.total(master.slots());
    double data =
        shard.isPresent() && shard.get().usedBytes().isPresent()
            ? MemoryRoom.data(shard.get(), room.base())
            : memoryTarget.isPresent() && room.capacity() > 0 ? room.perShard() : keys;
    double seconds =
        shard
            .map(load -> load.values().get(Signal.ENGINE_CPU))
            .orElse(cpuTarget.map(SignalTarget::target).orElse(0.0));
    double even = 1.0 / master.slots().size();
    for (SlotRange range : master.slots().ranges()) {
      for (int slot = range.first(); slot <= range.last(); slot++) {
        double share = keys > 0 ? given.of(slot) / keys : even;
        memory[slot] = data * share;
        cpu[slot] = seconds * share;
      }
    }
  }

  private Optional<Excess> over(
      Signal signal, Optional<SignalTarget> target, NodeId shard, double value) {
    return target
        .map(scene.demand()::ceiling)
        .filter(ceiling -> value > ceiling)
        .map(ceiling -> new Excess(signal, shard, value, ceiling));
  }

  private static double sum(double[] each, SlotSet slots) {
    return slots.stream().mapToDouble(slot -> each[slot]).sum();
  }

  private static long[] rounded(double[] values, double factor) {
    long[] whole = new long[values.length];
    for (int slot = 0; slot < values.length; slot++) {
      whole[slot] = Math.round(values[slot] * factor);
    }
    return whole;
  }
}
