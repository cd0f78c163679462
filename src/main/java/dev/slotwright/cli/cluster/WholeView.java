package dev.slotwright.cli.cluster;

import dev.slotwright.cluster.Address;
import dev.slotwright.cluster.ClusterView;
import dev.slotwright.cluster.Node;
import dev.slotwright.control.RedisCluster;
import dev.slotwright.control.RefusedException;
import dev.slotwright.control.UnreachableException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/**
 * The cluster as all of its nodes tell it, found through some of them, and later through any that
 * was found before: a seed may fail while its slots are moved.
 */
final class WholeView {
  private static final Duration PAUSE = Duration.ofMillis(250);

  private final RedisCluster redis;
  private final List<Address> seeds;
  private Collection<Address> known = List.of();

  WholeView(RedisCluster redis, List<Address> seeds) {
    this.redis = redis;
    this.seeds = seeds;
  }

  /**
   * Every node's word, now.
   *
   * @throws UnreachableException when no seed answers
   * @throws RefusedException when the seeds are no cluster, or not one
   */
  ClusterView read() {
    ClusterView first = redis.observe(known.isEmpty() ? seeds : known);
    if (first.reports().isEmpty() && first.newcomers().isEmpty()) {
      throw new UnreachableException(
          "no answer: " + String.join("; ", first.unreachable().values()));
    }
    if (first.reports().isEmpty()) {
      throw new RefusedException(
          first.newcomers().getFirst().asked() + " knows no other node and owns no slot");
    }
    if (known.isEmpty() && !first.foreign().isEmpty()) {
      throw new RefusedException(
          "the seeds are of two clusters: %s is not of the one that %s is of"
              .formatted(
                  first.foreign().getFirst().asked(),
                  first.reports().values().iterator().next().asked()));
    }
    known = members(first);
    return redis.observe(known);
  }

  /** As {@link #read}, again until all agree on the map or the time is over. */
  ClusterView agreed(Duration limit) {
    long deadline = System.nanoTime() + limit.toNanos();
    ClusterView view = read();
    while (!view.disagreements().isEmpty() && System.nanoTime() < deadline) {
      LockSupport.parkNanos(PAUSE.toNanos());
      view = read();
    }
    return view;
  }

  /** One address a node: where it answered, else where it is said to be. */
  private static Collection<Address> members(ClusterView view) {
    Map<String, Address> addresses =
        view.nodes().values().stream()
            .filter(node -> node.health() != Node.Health.NO_ADDRESS)
            .map(
                node -> view.report(node.id()).map(report -> report.asked()).orElse(node.address()))
            .collect(Collectors.toMap(Address::toString, a -> a, (a, b) -> a, TreeMap::new));
    return addresses.values();
  }
}
