package dev.slotwright.load;

import dev.slotwright.cluster.Node;
import dev.slotwright.cluster.NodeId;
import dev.slotwright.cluster.Role;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The samples of one cluster's nodes, by the time at which they were measured.
 *
 * <p>Within the span, reads do not depend on the order in which samples came or on how often: see
 * {@link MetricRing}. Memory is bounded: 24 bytes a bucket for a gauge and 16 for a counter, for
 * each node and each metric that the node sends, and {@code maxNodes} nodes. Thirty minutes at five
 * seconds (361 buckets) take 8.5 KiB a node and gauge.
 *
 * <p>The window's own time is the second newest of its nodes' newest samples: one node with a wrong
 * clock can neither age the others' samples nor evict them. Not thread-safe.
 */
public final class LoadWindow {
  private final long span;
  private final long width;
  private final int buckets;
  private final int maxNodes;
  private final Map<NodeId, NodeWindow> nodes = new HashMap<>();
  private long newest = Long.MIN_VALUE;
  private long time = Long.MIN_VALUE;

  /**
   * @param span how far back samples are kept, 1 s or more
   * @param bucketWidth resolution, 1 ms to {@code span}
   * @param maxNodes nodes at once, masters and replicas, 1 or more
   */
  public LoadWindow(Duration span, Duration bucketWidth, int maxNodes) {
    this.span = span.toMillis();
    this.width = bucketWidth.toMillis();
    this.maxNodes = maxNodes;
    if (this.span < 1000 || width < 1 || width > this.span || maxNodes < 1) {
      throw new IllegalArgumentException(
          "a window of %s in buckets of %s for %d nodes: a span of 1 s or more, buckets of 1 ms to the span and 1 node or more are needed"
              .formatted(span, bucketWidth, maxNodes));
    }
    // One more than the span holds: both the oldest and the newest bucket may be cut by its ends.
    this.buckets = Math.toIntExact((this.span + width - 1) / width) + 1;
  }

  /** Takes a sample in; it may be late, out of order or a duplicate. */
  public Recorded record(NodeSample sample) {
    long at = sample.at().toEpochMilli();
    if (time != Long.MIN_VALUE && at <= time - span) {
      return Recorded.TOO_OLD;
    }
    NodeWindow node = nodes.get(sample.node());
    if (node == null) {
      if (nodes.size() >= maxNodes && !makeRoom(at)) {
        return Recorded.TOO_MANY_NODES;
      }
      node = new NodeWindow(buckets, width);
      nodes.put(sample.node(), node);
    }
    if (sample.role().equals(Optional.of(Role.REPLICA))) {
      node.replicaAt(at);
    }
    Recorded outcome = node.put(at, sample.values());
    if (Math.floorDiv(at, width) > Math.floorDiv(newest, width) || time == Long.MIN_VALUE) {
      newest = Math.max(newest, at);
      advance();
    }
    return outcome;
  }

  /** What is known of a node under this very name. */
  public NodeReading of(NodeId name) {
    return new NodeReading(sources(name));
  }

  /** What is known of a node under its id and, from senders that do not know ids, its address. */
  public NodeReading of(Node node) {
    return new NodeReading(sources(node.id(), new NodeId(node.address().toString())));
  }

  /** When the newest sample of a node was measured. */
  public Optional<Instant> lastSeen(Node node) {
    return of(node).lastSeen();
  }

  /** When the newest sample of all was measured. */
  public Optional<Instant> newest() {
    return nodes.values().stream()
        .map(NodeWindow::newest)
        .max(Long::compare)
        .map(Instant::ofEpochMilli);
  }

  /** Names of the nodes that are held, ids or addresses as they were sent. */
  public Set<NodeId> names() {
    return Set.copyOf(nodes.keySet());
  }

  public Duration span() {
    return Duration.ofMillis(span);
  }

  public Duration bucketWidth() {
    return Duration.ofMillis(width);
  }

  /** What the samples take now, object headers aside. */
  public long bytes() {
    return nodes.values().stream().mapToLong(NodeWindow::bytes).sum();
  }

  private List<NodeWindow> sources(NodeId... names) {
    List<NodeWindow> found = new ArrayList<>(names.length);
    for (NodeId name : names) {
      NodeWindow node = nodes.get(name);
      if (node != null) {
        found.add(node);
      }
    }
    return found;
  }

  /** Lets go of the node that is silent longest, if that is longer than the span. */
  private boolean makeRoom(long at) {
    Map.Entry<NodeId, NodeWindow> silent =
        nodes.entrySet().stream()
            .min(
                Comparator.<Map.Entry<NodeId, NodeWindow>>comparingLong(
                        entry -> entry.getValue().newest())
                    .thenComparing(Map.Entry.comparingByKey()))
            .orElseThrow();
    return silent.getValue().newest() <= at - span && nodes.remove(silent.getKey()) != null;
  }

  /** Sets the window's time and lets go of nodes that have been silent for longer than the span. */
  private void advance() {
    long first = Long.MIN_VALUE;
    long second = Long.MIN_VALUE;
    for (NodeWindow node : nodes.values()) {
      if (node.newest() > first) {
        second = first;
        first = node.newest();
      } else {
        second = Math.max(second, node.newest());
      }
    }
    if (second != Long.MIN_VALUE) {
      time = Math.max(time, second);
      nodes.values().removeIf(node -> node.newest() <= time - span);
    }
  }
}
