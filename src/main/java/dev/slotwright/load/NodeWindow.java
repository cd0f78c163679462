package dev.slotwright.load;

import java.util.Map;

/** The metrics of one node, as far as any were sent. */
final class NodeWindow {
  private final MetricRing[] rings = new MetricRing[Metric.values().length];
  private final int buckets;
  private final long width;
  private long newest = Long.MIN_VALUE;
  private long newestAsReplica = Long.MIN_VALUE;

  NodeWindow(int buckets, long widthMillis) {
    this.buckets = buckets;
    this.width = widthMillis;
  }

  Recorded put(long time, Map<Metric, Double> values) {
    boolean changed = false;
    boolean kept = values.isEmpty();
    for (Map.Entry<Metric, Double> entry : values.entrySet()) {
      Recorded one = ring(entry.getKey()).put(time, entry.getValue());
      changed |= one == Recorded.NEW;
      kept |= one != Recorded.TOO_OLD;
    }
    if (!kept) {
      return Recorded.TOO_OLD;
    }
    boolean late = time < newest;
    newest = Math.max(newest, time);
    if (!changed) {
      return Recorded.DUPLICATE;
    }
    return late ? Recorded.LATE_KEPT : Recorded.NEW;
  }

  /** The node was a replica at {@code time}. */
  void replicaAt(long time) {
    newestAsReplica = Math.max(newestAsReplica, time);
  }

  /** {@link Long#MIN_VALUE} for a node that never said it was one. */
  long newestAsReplica() {
    return newestAsReplica;
  }

  long newest() {
    return newest;
  }

  /** Null where the node never sent {@code metric}. */
  MetricRing has(Metric metric) {
    return rings[metric.ordinal()];
  }

  long bytes() {
    long sum = 0;
    for (Metric metric : Metric.values()) {
      sum += rings[metric.ordinal()] == null ? 0 : MetricRing.bytes(buckets, metric.kind());
    }
    return sum;
  }

  private MetricRing ring(Metric metric) {
    MetricRing ring = rings[metric.ordinal()];
    if (ring == null) {
      ring = new MetricRing(buckets, width, metric.kind());
      rings[metric.ordinal()] = ring;
    }
    return ring;
  }
}
