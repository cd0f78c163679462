package dev.slotwright.redis.mover;

import dev.slotwright.world.redis.LocalCluster;
import dev.slotwright.world.redis.RedisBinary;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Assumptions;

/** Which servers have a migration of their own, by what they answer. */
final class AtomicServers {
  private static final Map<String, Boolean> OFFERS = new ConcurrentHashMap<>();

  private AtomicServers() {}

  /** All servers in the long tier; in the quick one the first that can do it. */
  static List<RedisBinary> tier() {
    List<RedisBinary> all = RedisBinary.all();
    return Boolean.getBoolean(RedisBinary.LONG)
        ? all
        : all.stream().filter(AtomicServers::offers).findFirst().map(List::of).orElse(all);
  }

  static boolean offers(RedisBinary server) {
    return OFFERS.computeIfAbsent(server.name(), name -> ask(server));
  }

  /** Ends the test with its reason on a server that cannot do it. */
  static void require(RedisBinary server) {
    Assumptions.assumeTrue(
        offers(server), () -> server + " has neither CLUSTER MIGRATION nor CLUSTER MIGRATESLOTS");
  }

  private static boolean ask(RedisBinary server) {
    try (LocalCluster one = LocalCluster.form(LocalCluster.Settings.of(server, 1, 0))) {
      return List.of("cluster|migration", "cluster|migrateslots").stream()
          .map(name -> (List<?>) one.node(0).call("COMMAND", "INFO", name))
          .anyMatch(found -> !found.isEmpty() && found.getFirst() != null);
    }
  }
}
