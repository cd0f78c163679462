package dev.slotwright;

import dev.slotwright.control.Cadence;
import dev.slotwright.control.ControlRoom;
import dev.slotwright.control.EventSink;
import dev.slotwright.control.Loads;
import io.quarkus.test.junit.QuarkusTestProfile;
import jakarta.enterprise.inject.Alternative;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The service as it runs, with a policy for each of three {@link PaperClusters} and neither a
 * broker nor a Kubernetes API within reach.
 */
public final class PaperWorld implements QuarkusTestProfile {
  public static final String TOKEN = "open-sesame";
  public static final List<String> CLUSTERS = List.of("shop", "mail", "follower-search");

  @Override
  public Map<String, String> getConfigOverrides() {
    return Map.of(
        "slotwright.service", "CONTROLLER",
        "slotwright.policies.directory", policies().toString(),
        "slotwright.api.token", TOKEN,
        "kafka.bootstrap.servers", "kafka.invalid:9092",
        "quarkus.kubernetes-client.api-server-url", "https://kubernetes.invalid:6443",
        "quarkus.http.test-port", "0");
  }

  @Override
  public Set<Class<?>> getEnabledAlternatives() {
    return Set.of(Room.class);
  }

  private static Path policies() {
    try {
      Path directory = Files.createTempDirectory("policies");
      for (String cluster : CLUSTERS) {
        Files.writeString(directory.resolve(cluster + ".yaml"), policy(cluster));
      }
      return directory;
    } catch (IOException e) {
      throw new UncheckedIOException("no place for policies", e);
    }
  }

  private static String policy(String cluster) {
    return """
        apiVersion: slotwright.dev/v1
        kind: ScalingPolicy
        metadata:
          name: %1$s-memory
        spec:
          cluster: {name: %1$s, namespace: default, statefulSet: %1$s}
          mode: Approve
          bounds: {minShards: 3, maxShards: 12}
          signals:
            memory: {target: 0.65, hard: 0.85}
            ops: {target: 5000, perShard: true}
        """
        .formatted(cluster);
  }

  /** A control room over paper. */
  @Singleton
  @Alternative
  static final class Room {
    @Produces
    @Singleton
    @Alternative
    ControlRoom room(Loads loads, EventSink sink, Clock clock) {
      return new ControlRoom(new PaperClusters(), loads, sink, Cadence.DEFAULT, clock);
    }
  }
}
