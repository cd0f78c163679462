package dev.slotwright.control;

import dev.slotwright.cluster.Address;
import dev.slotwright.cluster.Observation;
import dev.slotwright.cluster.PodSet;
import java.time.Clock;
import java.util.List;

/** Asks Kubernetes for the pods and every pod for its node. */
final class Observer {
  private final Workload workload;
  private final RedisCluster redis;
  private final Clock clock;

  Observer(Workload workload, RedisCluster redis, Clock clock) {
    this.workload = workload;
    this.redis = redis;
    this.clock = clock;
  }

  /**
   * @throws UnreachableException when the API server does not answer
   * @throws RefusedException when something may not be read
   */
  Observation observe() {
    PodSet pods = workload.observe();
    List<Address> addresses =
        pods.pods().stream()
            .flatMap(pod -> pod.ip().stream())
            .map(ip -> new Address(ip, pods.port()))
            .toList();
    return new Observation(clock.instant(), pods, redis.observe(addresses));
  }
}
