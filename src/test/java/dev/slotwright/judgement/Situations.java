package dev.slotwright.judgement;

import dev.slotwright.cluster.Clusters;
import dev.slotwright.cluster.NodeId;
import dev.slotwright.cluster.Role;
import dev.slotwright.load.LoadWindow;
import dev.slotwright.load.Metric;
import dev.slotwright.load.NodeSample;
import dev.slotwright.load.SlotBytes;
import dev.slotwright.policy.Pause;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.DoubleUnaryOperator;

/**
 * Situations as tests talk of them: a cluster, a policy, and what each master measured, every 15 s
 * for the last 45 minutes. A course is a value by minutes before now. Masters have 1 GiB.
 */
final class Situations {
  static final Instant NOW = Clusters.NOON;
  static final double GIB = 1024.0 * 1024 * 1024;
  private static final int MINUTES = 45;
  private static final int INTERVAL_SECONDS = 15;

  private final Clusters cluster;
  private final Policies policies;
  private final Map<NodeId, Map<Metric, DoubleUnaryOperator>> gauges = new TreeMap<>();
  private final Map<NodeId, Map<Metric, DoubleUnaryOperator>> rates = new TreeMap<>();
  private final Map<NodeId, Integer> silentSince = new HashMap<>();
  private final Map<NodeId, Integer> bornBefore = new HashMap<>();
  private final Map<NodeId, Integer> promoted = new HashMap<>();
  private final Set<NodeId> unlimited = new HashSet<>();
  private History history = History.NONE;
  private Optional<Instant> completeSince = Optional.of(NOW.minus(Duration.ofMinutes(MINUTES)));
  private Optional<SlotBytes> slotBytes = Optional.empty();

  private Situations(Clusters cluster, Policies policies) {
    this.cluster = cluster;
    this.policies = policies;
  }

  static Situations of(Clusters cluster, Policies policies) {
    return new Situations(cluster, policies);
  }

  /** Share of memory that each master uses, in id order; the last goes for all that follow. */
  Situations memory(double... shares) {
    int i = 0;
    for (NodeId master : cluster.owners().keySet()) {
      double share = shares[Math.min(i++, shares.length - 1)];
      memory(master, minutes -> share);
    }
    return this;
  }

  Situations memory(NodeId master, DoubleUnaryOperator share) {
    return gauge(master, Metric.USED_MEMORY_BYTES, minutes -> share.applyAsDouble(minutes) * GIB);
  }

  /** Seconds of the main thread per second. */
  Situations cpu(double... shares) {
    return eachRate(Metric.ENGINE_CPU_SECONDS, shares);
  }

  Situations ops(double... each) {
    int i = 0;
    for (NodeId master : cluster.owners().keySet()) {
      double ops = each[Math.min(i++, each.length - 1)];
      gauge(master, Metric.OPS_PER_SECOND, minutes -> ops);
    }
    return this;
  }

  Situations eachRate(Metric counter, double... perSecond) {
    int i = 0;
    for (NodeId master : cluster.owners().keySet()) {
      double rate = perSecond[Math.min(i++, perSecond.length - 1)];
      rate(master, counter, minutes -> rate);
    }
    return this;
  }

  Situations gauge(NodeId node, Metric metric, DoubleUnaryOperator course) {
    gauges.computeIfAbsent(node, any -> new EnumMap<>(Metric.class)).put(metric, course);
    return this;
  }

  Situations rate(NodeId node, Metric metric, DoubleUnaryOperator perSecond) {
    rates.computeIfAbsent(node, any -> new EnumMap<>(Metric.class)).put(metric, perSecond);
    return this;
  }

  Situations silent(NodeId node, int minutes) {
    silentSince.put(node, minutes);
    return this;
  }

  Situations born(NodeId node, int minutesAgo) {
    bornBefore.put(node, minutesAgo);
    return this;
  }

  /** A node that sends everything but its memory. */
  Situations unmeasured(NodeId node) {
    gauges.get(node).remove(Metric.USED_MEMORY_BYTES);
    return this;
  }

  /** A node that says that it was a replica until then, and a master since. */
  Situations promoted(NodeId node, int minutesAgo) {
    promoted.put(node, minutesAgo);
    return this;
  }

  Situations withoutMaxMemory(NodeId node) {
    unlimited.add(node);
    return this;
  }

  Situations history(History other) {
    history = other;
    return this;
  }

  Situations paused(Pause pause) {
    return history(
        new History(Optional.empty(), Optional.empty(), Optional.empty(), pause, Optional.empty()));
  }

  Situations approved(String planHash, Instant at) {
    return history(
        new History(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Pause.NONE,
            Optional.of(new History.Approved(planHash, "kim", at))));
  }

  Situations completeSince(Optional<Instant> since) {
    completeSince = since;
    return this;
  }

  /** Bytes by slot as the server reports them; else each master's memory, spread evenly. */
  Situations slotBytes(SlotBytes bytes) {
    slotBytes = Optional.of(bytes);
    return this;
  }

  Situation situation() {
    LoadWindow window = LookBack.window(policies.policy(), 100);
    for (int ago = MINUTES * 60; ago >= 0; ago -= INTERVAL_SECONDS) {
      for (NodeId node : nodes()) {
        boolean silent = ago / 60.0 < silentSince.getOrDefault(node, 0);
        boolean unborn = ago / 60.0 > bornBefore.getOrDefault(node, MINUTES);
        if (!silent && !unborn) {
          window.record(sample(node, ago));
        }
      }
    }
    return new Situation(
        policies.policy(),
        cluster.observation(),
        window,
        slotBytes.orElseGet(this::asMeasured),
        history,
        completeSince,
        NOW);
  }

  Verdict judge() {
    return Judge.judge(situation());
  }

  private Set<NodeId> nodes() {
    Set<NodeId> all = new HashSet<>(gauges.keySet());
    all.addAll(rates.keySet());
    return all;
  }

  private NodeSample sample(NodeId node, int ago) {
    Map<Metric, Double> values = new EnumMap<>(Metric.class);
    gauges
        .getOrDefault(node, Map.of())
        .forEach((metric, course) -> values.put(metric, course.applyAsDouble(ago / 60.0)));
    rates
        .getOrDefault(node, Map.of())
        .forEach((metric, course) -> values.put(metric, counted(course, ago)));
    values.put(Metric.MAX_MEMORY_BYTES, unlimited.contains(node) ? 0 : GIB);
    values.put(Metric.UPTIME_SECONDS, 1e6 - ago);
    return new NodeSample("shop", node, NOW.minusSeconds(ago), role(node, ago), values);
  }

  private Optional<Role> role(NodeId node, int ago) {
    return Optional.ofNullable(promoted.get(node))
        .map(minutes -> ago >= minutes * 60 ? Role.REPLICA : Role.MASTER);
  }

  private static double counted(DoubleUnaryOperator perSecond, int ago) {
    double sum = 0;
    for (int then = MINUTES * 60; then > ago; then -= INTERVAL_SECONDS) {
      sum += perSecond.applyAsDouble((then - INTERVAL_SECONDS) / 60.0) * INTERVAL_SECONDS;
    }
    return sum;
  }

  private SlotBytes asMeasured() {
    long[] each =
        cluster.owners().entrySet().stream()
            .filter(owner -> !owner.getValue().isEmpty())
            .mapToLong(
                owner ->
                    (long)
                        gauges
                            .getOrDefault(owner.getKey(), Map.of())
                            .getOrDefault(Metric.USED_MEMORY_BYTES, minutes -> GIB / 10)
                            .applyAsDouble(0))
            .toArray();
    return cluster.bytes(each);
  }
}
