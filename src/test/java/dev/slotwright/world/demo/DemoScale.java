package dev.slotwright.world.demo;

import dev.slotwright.world.load.ClientSettings;
import java.time.Duration;

/**
 * How large and how long.
 *
 * @param maxmemory of each node, as redis.conf writes it
 * @param fullBytes the load rises to this
 * @param shedBytes and falls to this
 * @param fillRate operations a second while it rises or falls
 * @param steadyRate operations a second otherwise
 * @param peakShards at least so many shards at the top
 * @param steady at the top, before the load falls
 * @param calm how long the need to shrink must have stood
 * @param clients how the load's client keeps up with changes
 * @param clientRefresh what the policy says of that
 * @param limit for the whole story
 */
public record DemoScale(
    String maxmemory,
    long fullBytes,
    long shedBytes,
    int fillRate,
    int steadyRate,
    int peakShards,
    Duration steady,
    Duration calm,
    ClientSettings clients,
    Duration clientRefresh,
    Duration limit) {
  /** Over 200,000 keys, over 150 MB, at least 3,000 operations a second. */
  public static final DemoScale FULL =
      new DemoScale(
          "80mb",
          205_000_000,
          70_000_000,
          6_000,
          3_200,
          5,
          Duration.ofSeconds(10),
          Duration.ofSeconds(15),
          ClientSettings.ordinary(),
          Duration.ofSeconds(12),
          Duration.ofMinutes(8));

  /** The same story in a minute and a half. */
  public static final DemoScale QUICK =
      new DemoScale(
          "24mb",
          42_000_000,
          14_000_000,
          5_000,
          1_500,
          4,
          Duration.ofSeconds(2),
          Duration.ofSeconds(5),
          new ClientSettings(Duration.ofSeconds(3), Duration.ofSeconds(30), true),
          Duration.ofSeconds(5),
          Duration.ofMinutes(5));

  String policy(int port) {
    return """
        apiVersion: slotwright.dev/v1
        kind: ScalingPolicy
        metadata: {name: demo-memory}
        spec:
          cluster: {name: demo, namespace: %%s, statefulSet: demo, port: %d, credentialsSecret: demo}
          mode: Enforce
          bounds: {minShards: 3, maxShards: 8, replicasPerShard: 1}
          signals:
            memory: {target: 0.65, hard: 0.9, window: 5s}
          scaleOut: {tolerance: 0.05, stabilization: 0s, cooldown: 0s, maxStep: 2}
          scaleIn: {tolerance: 0.25, stabilization: %ds, cooldown: 0s, maxStep: 2}
          guards: {noEvictionsFor: 0s}
          missingData: {maxAge: 10s}
          rebalance: {trigger: 0.5, target: 0.1}
          execution: {openSlots: 16, pauseBudget: 5ms, clientRefresh: %ds}
        """
        .formatted(port, calm.toSeconds(), clientRefresh.toSeconds());
  }
}
