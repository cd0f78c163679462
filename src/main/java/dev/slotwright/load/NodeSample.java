package dev.slotwright.load;

import dev.slotwright.cluster.NodeId;
import dev.slotwright.cluster.Role;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * What one node measured at one moment.
 *
 * @param cluster the cluster's name, as policies have it
 * @param node who: its id, or {@code HOST:PORT} from senders that do not know ids
 * @param at when it was measured, by the sender's clock
 * @param role where the sender knows it
 * @param values finite numbers
 */
public record NodeSample(
    String cluster, NodeId node, Instant at, Optional<Role> role, Map<Metric, Double> values) {
  public NodeSample {
    EnumMap<Metric, Double> copy = new EnumMap<>(Metric.class);
    copy.putAll(values);
    copy.forEach(
        (metric, value) -> {
          if (!Double.isFinite(value) || value < 0) {
            throw new IllegalArgumentException(
                metric.field() + " of " + node.brief() + " is " + value + ", not a number from 0");
          }
        });
    values = java.util.Collections.unmodifiableMap(copy);
  }
}
