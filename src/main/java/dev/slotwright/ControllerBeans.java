package dev.slotwright;

import dev.slotwright.control.Cadence;
import dev.slotwright.control.ControlRoom;
import dev.slotwright.control.EventSink;
import dev.slotwright.control.Loads;
import dev.slotwright.kubernetes.Kubernetes;
import dev.slotwright.kubernetes.LeaseConfig;
import dev.slotwright.kubernetes.LeaseTiming;
import dev.slotwright.redis.LettuceRuntime;
import io.fabric8.kubernetes.client.KubernetesClient;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** What the loops and the API share; each is made when it is first asked for. */
@Singleton
final class ControllerBeans {
  @Produces
  @Singleton
  Clock clock() {
    return Clock.systemUTC();
  }

  /** The intake of samples, too. */
  @Produces
  @Singleton
  Loads loads(Clock clock) {
    return new Loads(clock);
  }

  @Produces
  @Singleton
  LettuceRuntime redis(RedisClientSettings settings) {
    return new LettuceRuntime(settings.settings());
  }

  void close(@Disposes LettuceRuntime redis) {
    redis.close();
  }

  /** Its dependency status, too. */
  @Produces
  @Singleton
  Kubernetes kubernetes(KubernetesClient client) {
    return new Kubernetes(client);
  }

  /**
   * @param instance {@code slotwright.instance}; a pod's host name is its name
   */
  @Produces
  @Singleton
  ControlRoom room(
      Kubernetes kubernetes,
      LettuceRuntime redis,
      LeaseConfig lease,
      @ConfigProperty(name = "slotwright.instance", defaultValue = "${HOSTNAME:local}")
          String instance,
      Loads loads,
      EventSink sink,
      Clock clock) {
    return new ControlRoom(
        new LiveClusters(kubernetes, redis, instance, LeaseTiming.of(lease)),
        loads,
        sink,
        Cadence.DEFAULT,
        clock);
  }
}
