package dev.slotwright.kubernetes;

import dev.slotwright.control.RefusedException;
import io.fabric8.kubernetes.api.model.Node;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;

/**
 * The zone of each Kubernetes node, from its label. A node keeps its zone for life, so it is asked
 * once. Where nodes may not be read, no zone is known; that is said once and tried again later.
 */
final class Zones {
  static final String LABEL = "topology.kubernetes.io/zone";
  private static final Logger LOG = Logger.getLogger(Zones.class);
  private static final long RETRY_NANOS = Duration.ofMinutes(10).toNanos();

  private final Api api;
  private final Map<String, Optional<String>> known = new HashMap<>();
  private Optional<Long> forbiddenAt = Optional.empty();

  Zones(Api api) {
    this.api = api;
  }

  synchronized Optional<String> of(String host) {
    Optional<String> zone = known.get(host);
    return zone != null ? zone : ask(host);
  }

  /** Forgets all other nodes, which bounds the memory. */
  synchronized void keep(Set<String> hosts) {
    known.keySet().retainAll(hosts);
  }

  private Optional<String> ask(String host) {
    if (forbiddenAt.isPresent() && System.nanoTime() - forbiddenAt.get() < RETRY_NANOS) {
      return Optional.empty();
    }
    try {
      Node node = api.call("get", "nodes", "", client -> client.nodes().withName(host).get());
      forbiddenAt = Optional.empty();
      Map<String, String> labels = node == null ? null : node.getMetadata().getLabels();
      Optional<String> zone = Optional.ofNullable(labels == null ? null : labels.get(LABEL));
      known.put(host, zone);
      return zone;
    } catch (RefusedException e) {
      if (forbiddenAt.isEmpty()) {
        LOG.warnf("zones are not known, shards are spread by host only reason=%s", e.getMessage());
      }
      forbiddenAt = Optional.of(System.nanoTime());
      return Optional.empty();
    }
  }
}
