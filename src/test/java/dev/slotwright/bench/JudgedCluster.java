package dev.slotwright.bench;

import dev.slotwright.cluster.Clusters;
import dev.slotwright.cluster.NodeId;
import dev.slotwright.judgement.History;
import dev.slotwright.judgement.LookBack;
import dev.slotwright.judgement.Situation;
import dev.slotwright.load.LoadWindow;
import dev.slotwright.load.Metric;
import dev.slotwright.load.NodeSample;
import dev.slotwright.load.Signal;
import dev.slotwright.load.SlotBytes;
import dev.slotwright.policy.Approval;
import dev.slotwright.policy.Bounds;
import dev.slotwright.policy.ClusterRef;
import dev.slotwright.policy.Execution;
import dev.slotwright.policy.Guards;
import dev.slotwright.policy.MissingData;
import dev.slotwright.policy.Mode;
import dev.slotwright.policy.Pause;
import dev.slotwright.policy.Policy;
import dev.slotwright.policy.RebalanceRule;
import dev.slotwright.policy.ScaleRule;
import dev.slotwright.policy.SignalTarget;
import dev.slotwright.policy.SignalTarget.Aggregate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;

/**
 * A cluster to be judged: every master sampled once a second for as long as the policy looks back,
 * three signals, 30 minutes of stabilisation for scale-in, one-second buckets.
 */
final class JudgedCluster {
  private static final double GIB = 1024.0 * 1024 * 1024;
  private static final Instant NOW = Clusters.NOON;

  private JudgedCluster() {}

  /** What the load comes to. */
  enum Course {
    /** Within tolerance all the time. */
    STEADY(0.6, 0.6),
    /** Over the target: a plan for more shards. */
    RISEN(0.6, 0.8),
    /** Under the target since a short while: all of the stabilisation time is looked at. */
    FALLEN(0.6, 0.3),
    /** Under the target all the time: looked at, and a plan for fewer shards. */
    LOW(0.3, 0.3);

    private final double before;
    private final double now;

    Course(double before, double now) {
      this.before = before;
      this.now = now;
    }
  }

  static Situation of(int shards, Course course) {
    Policy policy = policy();
    Clusters cluster = Clusters.masters(shards).withReplicas(1);
    Duration span = LookBack.of(policy).plusMinutes(3);
    LoadWindow window = new LoadWindow(span, Duration.ofSeconds(1), 4096);
    Random random = new Random(1);
    for (long ago = span.toSeconds(); ago >= 0; ago--) {
      double share = ago > 600 ? course.before : course.now;
      for (int i = 0; i < shards; i++) {
        window.record(sample(Clusters.master(i), ago, span, share, random));
      }
    }
    return new Situation(
        policy,
        cluster.observation(),
        window,
        slots(course.now * GIB * shards),
        History.NONE,
        Optional.of(NOW.minus(span)),
        NOW);
  }

  private static NodeSample sample(
      NodeId node, long ago, Duration span, double share, Random random) {
    double lasted = span.toSeconds() - ago;
    return new NodeSample(
        "bench",
        node,
        NOW.minusSeconds(ago),
        Optional.empty(),
        Map.of(
            Metric.USED_MEMORY_BYTES,
            share * GIB * (1 + 0.01 * random.nextDouble()),
            Metric.NOT_COUNTED_FOR_EVICT_BYTES,
            1000.0,
            Metric.MAX_MEMORY_BYTES,
            GIB,
            Metric.OPS_PER_SECOND,
            share * 10_000,
            Metric.ENGINE_CPU_SECONDS,
            share * lasted,
            Metric.EVICTED_KEYS,
            0.0,
            Metric.UPTIME_SECONDS,
            1e6 + lasted));
  }

  private static SlotBytes slots(double total) {
    Random random = new Random(2);
    long[] bytes = new long[16384];
    for (int slot = 0; slot < bytes.length; slot++) {
      bytes[slot] = (long) (total / bytes.length * (0.5 + random.nextDouble()));
    }
    return new SlotBytes(bytes, false);
  }

  private static Policy policy() {
    return new Policy(
        "bench",
        "cafe",
        new ClusterRef("bench", "default", "bench", 6379, Optional.empty()),
        Mode.RECOMMEND,
        new Bounds(3, 1000, 1),
        Map.of(
            Signal.MEMORY, target(0.65, 0.95, Aggregate.MAX),
            Signal.ENGINE_CPU, target(0.65, 0.95, Aggregate.AVERAGE),
            Signal.OPS, target(6_500, 9_500, Aggregate.P95)),
        new ScaleRule(0.10, Duration.ZERO, Duration.ofMinutes(5), 4),
        new ScaleRule(0.25, Duration.ofMinutes(30), Duration.ofMinutes(60), 1),
        true,
        new RebalanceRule(0.15, 0.05, Duration.ofMinutes(30)),
        List.of(),
        new MissingData(Duration.ofSeconds(90), 0.95),
        new Guards(true, true, true, Duration.ofMinutes(10)),
        new Execution(16, Duration.ofMillis(5), Execution.Transport.AUTO),
        new Approval(Duration.ofHours(24)),
        Pause.NONE);
  }

  private static SignalTarget target(double target, double hard, Aggregate aggregate) {
    return new SignalTarget(
        target,
        OptionalDouble.of(hard),
        aggregate,
        Duration.ofMinutes(2),
        true,
        OptionalDouble.empty());
  }
}
