package dev.slotwright.judgement;

import dev.slotwright.cluster.ClusterView;
import dev.slotwright.cluster.Node;
import dev.slotwright.cluster.NodeId;
import dev.slotwright.cluster.NodeReport;
import dev.slotwright.load.ClusterLoad;
import dev.slotwright.load.CounterSteps;
import dev.slotwright.load.LoadWindow;
import dev.slotwright.load.Metric;
import dev.slotwright.load.NodeReading;
import dev.slotwright.load.ShardLoad;
import dev.slotwright.load.Signal;
import dev.slotwright.policy.Policy;
import dev.slotwright.policy.SignalTarget;
import dev.slotwright.policy.SignalTarget.Aggregate;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * Reads each shard's signals from the window, by the master that it has today.
 *
 * <p>A signal is known when its newest sample is at most {@code missingData.maxAge} old. Where a
 * window is shorter than the interval between samples, the newest ones count all the same.
 */
public final class LoadMeter {
  private final Policy policy;
  private final LoadWindow window;

  public LoadMeter(Policy policy, LoadWindow window) {
    this.policy = policy;
    this.window = window;
  }

  /**
   * A master whose samples are read.
   *
   * @param reportedCapacity bytes, by the node's own answer; 0 without a limit or an answer
   */
  record Measured(NodeId master, NodeReading node, long reportedCapacity) {}

  /** The load of the masters that own slots, as it was at {@code at}. */
  public ClusterLoad read(ClusterView view, Instant at) {
    return read(measured(view, view.owners()), at);
  }

  /** What is the same at every moment that is read. */
  List<Measured> measured(ClusterView view, List<Node> owners) {
    return owners.stream()
        .map(
            master ->
                new Measured(
                    master.id(),
                    window.of(master),
                    view.report(master.id()).map(NodeReport::maxMemoryBytes).orElse(0L)))
        .toList();
  }

  ClusterLoad read(List<Measured> masters, Instant at) {
    return read(masters, at, Duration.ZERO);
  }

  /**
   * The same, where nothing within {@code stretch} before {@code at} may be left out: a signal with
   * a shorter window counts with its largest value over the whole stretch.
   */
  ClusterLoad read(List<Measured> masters, Instant at, Duration stretch) {
    return new ClusterLoad(at, masters.stream().map(master -> shard(master, at, stretch)).toList());
  }

  private ShardLoad shard(Measured master, Instant at, Duration stretch) {
    NodeReading node = master.node();
    SignalTarget memory = policy.signals().get(Signal.MEMORY);
    Duration window = memory == null ? policy.missingData().maxAge() : memory.window();
    Reader byMemory = new Reader(node, LookBack.longest(window, stretch), at);
    Aggregate aggregate =
        memory == null || stretch.compareTo(window) > 0 ? Aggregate.MAX : memory.aggregate();
    OptionalDouble used = byMemory.used(aggregate);
    OptionalDouble capacity = byMemory.capacity(master.reportedCapacity());
    Map<Signal, Double> values = new EnumMap<>(Signal.class);
    Set<Signal> noCapacity = EnumSet.noneOf(Signal.class);
    policy
        .signals()
        .forEach(
            (signal, target) -> {
              OptionalDouble measured =
                  signal == Signal.MEMORY
                      ? used
                      : new Reader(node, LookBack.longest(target.window(), stretch), at)
                          .signal(
                              signal,
                              stretch.compareTo(target.window()) > 0
                                  ? Aggregate.MAX
                                  : target.aggregate());
              OptionalDouble against =
                  switch (signal) {
                    case MEMORY -> capacity;
                    case NET_OUT -> target.capacityPerSecond();
                    case OPS, ENGINE_CPU -> OptionalDouble.of(1);
                  };
              if (measured.isPresent() && against.isPresent()) {
                values.put(signal, measured.getAsDouble() / against.getAsDouble());
              } else if (measured.isPresent()) {
                noCapacity.add(signal);
              }
            });
    return new ShardLoad(master.master(), values, noCapacity, used, capacity, node.lastSeen());
  }

  /** One node's metrics over one window that ends at a moment. */
  private final class Reader {
    private final NodeReading node;
    private final Instant from;
    private final Instant at;
    private final Duration maxAge = policy.missingData().maxAge();

    Reader(NodeReading node, Duration length, Instant at) {
      this.node = node;
      this.from = at.minus(length);
      this.at = at;
    }

    OptionalDouble signal(Signal signal, Aggregate aggregate) {
      return switch (signal) {
        case MEMORY -> used(aggregate);
        case ENGINE_CPU -> rate(Metric.ENGINE_CPU_SECONDS, aggregate);
        case NET_OUT -> rate(Metric.NET_OUTPUT_BYTES, aggregate);
        case OPS -> {
          OptionalDouble gauge = gauge(Metric.OPS_PER_SECOND, aggregate);
          yield gauge.isPresent() ? gauge : rate(Metric.COMMANDS_PROCESSED, aggregate);
        }
      };
    }

    OptionalDouble used(Aggregate aggregate) {
      OptionalDouble used = gauge(Metric.USED_MEMORY_BYTES, aggregate);
      double notCounted = gauge(Metric.NOT_COUNTED_FOR_EVICT_BYTES, Aggregate.AVERAGE).orElse(0);
      return used.isEmpty()
          ? used
          : OptionalDouble.of(Math.max(0, used.getAsDouble() - notCounted));
    }

    /** Samples may leave {@code maxmemory} out; then the node's own answer counts. */
    OptionalDouble capacity(long reported) {
      double limit = node.latest(Metric.MAX_MEMORY_BYTES, at, maxAge).orElse(reported);
      return limit > 0 ? OptionalDouble.of(limit) : OptionalDouble.empty();
    }

    private OptionalDouble gauge(Metric metric, Aggregate aggregate) {
      OptionalDouble latest = node.latest(metric, at, maxAge);
      if (latest.isEmpty()) {
        return latest;
      }
      OptionalDouble value =
          switch (aggregate) {
            case AVERAGE -> node.average(metric, from, at);
            case MAX -> node.max(metric, from, at);
            case P95 -> node.p95(metric, from, at);
            case LAST -> latest;
          };
      return value.isPresent() ? value : latest;
    }

    private OptionalDouble rate(Metric counter, Aggregate aggregate) {
      if (node.latest(counter, at, maxAge).isEmpty()) {
        return OptionalDouble.empty();
      }
      CounterSteps steps = node.steps(counter, from, at);
      if (steps.isEmpty()) {
        return node.steps(counter, at.minus(maxAge), at).last();
      }
      return switch (aggregate) {
        case AVERAGE -> steps.average();
        case MAX -> steps.max();
        case P95 -> steps.p95();
        case LAST -> steps.last();
      };
    }
  }
}
