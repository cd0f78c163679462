package dev.slotwright.bench.mover;

import dev.slotwright.bench.mover.load.Burner;
import dev.slotwright.bench.mover.load.OpenLoop;
import dev.slotwright.bench.mover.load.Window;
import dev.slotwright.bench.mover.load.Workload;
import dev.slotwright.world.process.ChildProcess;
import dev.slotwright.world.process.Jvm;
import io.lettuce.core.cluster.SlotHash;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A contestant at work while an ordinary client keeps up a load, and the same load without a move
 * beside it: alone, beside a process that burns the CPU that the mover's process took, and beside
 * one that burns all that the move took, the servers' part included.
 *
 * @param capacity operations a second that the cluster took with {@link #IN_FLIGHT} in flight
 * @param rate operations a second that were due
 * @param lostIncrements acknowledged, and gone
 */
record LoadedRun(
    Result result,
    OpenLoop.Client client,
    double capacity,
    double rate,
    Window alone,
    Window move,
    Control moverCpu,
    Control allCpu,
    long lostIncrements) {
  static final int IN_FLIGHT = 256;
  private static final long WARM_UP_SECONDS = 3;
  private static final long ALONE_SECONDS = 8;
  private static final long CONTROL_SECONDS = 10;
  private static final long LONGEST_CONTROL_SECONDS = 30;
  private static final long BURNER_STARTS_SECONDS = 2;
  private static final long SEED = Shape.SEED;

  /**
   * @param burned CPU seconds a second
   */
  record Control(double burned, Window window) {}

  /**
   * What a run needs to know beside its contestant.
   *
   * @param share of the capacity that is due
   * @param rate operations a second that are due instead; 0 for the share
   */
  record Load(OpenLoop.Client client, double share, double rate) {}

  static LoadedRun of(BenchCluster cluster, Contestant contestant, Load load) {
    List<String> seeds = cluster.nodes().stream().map(node -> node.endpoint()).toList();
    try (OpenLoop loop = new OpenLoop(load.client(), seeds, workload(cluster))) {
      Contents before = Contents.of(cluster);
      double capacity = loop.capacity(IN_FLIGHT, WARM_UP_SECONDS);
      double rate = load.rate() > 0 ? load.rate() : capacity * load.share();
      loop.rate(rate);
      loop.during(WARM_UP_SECONDS);
      Stopwatch idle = new Stopwatch(cluster);
      Window alone = loop.during(ALONE_SECONDS);
      double usual = perSecond(idle.stop());
      Window move = loop.begin();
      Stopwatch moving = new Stopwatch(cluster);
      Measurement measurement = contestant.run(cluster);
      Measurement whole = moving.stop();
      loop.end(move);
      double mover = cpuShare(measurement.moverCpuSeconds(), whole.seconds());
      double servers = Math.max(0, perSecond(whole) - usual);
      long seconds =
          Math.clamp(Math.round(whole.seconds()), CONTROL_SECONDS, LONGEST_CONTROL_SECONDS);
      Control moverCpu = control(cluster, loop, mover, seconds);
      Control allCpu = control(cluster, loop, mover + servers, seconds);
      loop.rate(0);
      long lost = loop.stopAndCountLost();
      Result result = Result.verified(contestant, cluster, before, measurement);
      return new LoadedRun(
          result, load.client(), capacity, rate, alone, move, moverCpu, allCpu, lost);
    }
  }

  private static double perSecond(Measurement measurement) {
    return measurement.serverCpuSeconds() / measurement.seconds();
  }

  private static double cpuShare(double cpuSeconds, double seconds) {
    return Double.isNaN(cpuSeconds) ? 0 : cpuSeconds / seconds;
  }

  /** The load beside a process that burns this much CPU. */
  private static Control control(BenchCluster cluster, OpenLoop loop, double burned, long seconds) {
    List<String> command = new ArrayList<>(Jvm.small(16));
    command.addAll(List.of("-cp", Jvm.classPath(), Burner.class.getName()));
    command.add(String.format(Locale.ROOT, "%.3f", burned));
    command.add(Long.toString(seconds + 2 * BURNER_STARTS_SECONDS));
    try (ChildProcess burner =
        ChildProcess.start("burner", command, Map.of(), cluster.log("burner"))) {
      loop.during(BURNER_STARTS_SECONDS);
      double begin = ProcessCpu.seconds(burner.pid());
      Window window = loop.during(seconds);
      return new Control((ProcessCpu.seconds(burner.pid()) - begin) / seconds, window);
    }
  }

  /** Gaps are told apart by where a slot is after the move: on a source, or on its target. */
  private static Workload workload(BenchCluster cluster) {
    byte[] nodeOfSlot = new byte[BenchCluster.SLOTS];
    for (int slot = 0; slot < nodeOfSlot.length; slot++) {
      int source = BenchCluster.sourceOf(slot);
      boolean moves = cluster.transfers().get(source).holds(slot);
      nodeOfSlot[slot] = (byte) (moves ? BenchCluster.SOURCES + source : source);
    }
    Shape shape = cluster.shape();
    return new Workload(
        new Workload.Keys(
            shape.keys(),
            shape::key,
            shape::value,
            2 * BenchCluster.SOURCES,
            key -> nodeOfSlot[SlotHash.getSlot(key)]),
        SEED);
  }
}
