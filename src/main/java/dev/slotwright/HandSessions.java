package dev.slotwright;

import dev.slotwright.cli.cluster.ClusterAccess;
import dev.slotwright.control.SettingsJournal;
import dev.slotwright.redis.LettuceNodeInspector;
import dev.slotwright.redis.LettuceRedisCluster;
import dev.slotwright.redis.LettuceRuntime;
import dev.slotwright.redis.NodeConnections;
import dev.slotwright.redis.RedisSettings;
import dev.slotwright.redis.mover.LettuceSlotMover;
import java.time.Duration;

/** Clusters that somebody works on by hand: reached with Lettuce, no lease asked. */
final class HandSessions implements ClusterAccess {
  private final SettingsJournal journal;

  /**
   * @param journal of node settings that a move changes
   */
  HandSessions(SettingsJournal journal) {
    this.journal = journal;
  }

  @Override
  public Session open(Target target) {
    RedisSettings usual = RedisSettings.defaults();
    LettuceRuntime runtime =
        new LettuceRuntime(
            new RedisSettings(
                usual.connectTimeout().multipliedBy(2),
                usual.commandTimeout(),
                Duration.ofSeconds(5),
                target.tls(),
                target.certificateAuthority()));
    NodeConnections asking = new NodeConnections(runtime, target.credentials());
    return new Session(
        new LettuceRedisCluster(asking, () -> true),
        new LettuceSlotMover(
            new NodeConnections(runtime, target.credentials()), target.credentials(), journal),
        new LettuceNodeInspector(asking),
        runtime::close);
  }
}
