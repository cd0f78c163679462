package dev.slotwright.world.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slotwright.world.redis.ClusterNode;
import dev.slotwright.world.redis.LocalCluster;
import dev.slotwright.world.redis.RedisBinary;
import io.lettuce.core.cluster.models.partitions.Partitions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** The final check is asked while the nodes still tell each other of a failover. */
class VerificationTest {
  private static final String OLD = "a".repeat(40);
  private static final String NEW = "b".repeat(40);
  private static final String OTHER = "c".repeat(40);

  /** With this node timeout a master that became a replica is one to others for seconds. */
  @Test
  void aMasterThatHasBecomeAReplicaIsNotScanned() throws Exception {
    LocalCluster.Settings settings =
        LocalCluster.Settings.of(RedisBinary.find(), 3, 1).withNodeTimeout(Duration.ofSeconds(15));
    try (LocalCluster cluster = LocalCluster.form(settings)) {
      LoadGenerator load = LoadGenerator.start(cluster.seeds(), null, 1, 2_000);
      load.fillTo(1 << 20).get(30, TimeUnit.SECONDS);
      load.stop();
      cluster.awaitReplicated();
      for (int shard = 0; shard < 3; shard++) {
        ClusterNode master = cluster.node(shard);
        ClusterNode replica = cluster.node(3 + shard);
        replica.call("CLUSTER", "FAILOVER");
        awaitFollows(master, replica);
        VerificationResult result =
            Verification.run(bystander(cluster, shard), null, load.ledger());
        assertThat(result.examples()).as(result.toString()).isEmpty();
        assertThat(result.clean()).isTrue();
        assertThat(result.keysByMaster()).hasSize(3).doesNotContainKey(master.endpoint());
      }
    }
  }

  /** A node of another shard, which hears of the change by gossip. */
  private static List<String> bystander(LocalCluster cluster, int shard) {
    return List.of(cluster.node((shard + 1) % 3 + 3).endpoint());
  }

  @Test
  void aReplicaTakenForAMasterIsADisagreement() {
    Partitions own =
        OwnWords.parse(line(OLD, "myself,slave", NEW) + line(NEW, "master", "-") + other(""));
    Partitions promoted =
        OwnWords.parse(line(OLD, "slave", NEW) + line(NEW, "myself,master", "-") + other(""));
    String stale = line(OLD, "master", "-") + line(NEW, "master", "-") + other("myself,");
    String heard = line(OLD, "slave", NEW) + line(NEW, "master", "-") + other("myself,");
    assertThat(
            OwnWords.disagreements(Map.of(OLD, own, NEW, promoted, OTHER, OwnWords.parse(stale))))
        .containsExactly(OTHER + " takes " + OLD + " for a master");
    assertThat(
            OwnWords.disagreements(Map.of(OLD, own, NEW, promoted, OTHER, OwnWords.parse(heard))))
        .isEmpty();
  }

  @Test
  void aSilentNodeHasToBeTakenForFailed() {
    String alive = line(OLD, "master", "-") + line(NEW, "myself,master", "-");
    String failed = line(OLD, "master,fail", "-") + line(NEW, "myself,master", "-");
    assertThat(OwnWords.disagreements(Map.of(NEW, OwnWords.parse(alive))))
        .containsExactly(NEW + " counts on " + OLD + ", which does not answer");
    assertThat(OwnWords.disagreements(Map.of(NEW, OwnWords.parse(failed)))).isEmpty();
  }

  private static String other(String flags) {
    return line(OTHER, flags + "master", "-");
  }

  private static String line(String id, String flags, String follows) {
    return "%s 127.0.0.%d:6379@16379 %s %s 0 1000 1 connected\n"
        .formatted(id, (int) id.charAt(0), flags, follows);
  }

  private static void awaitFollows(ClusterNode replica, ClusterNode master) {
    Awaitility.await(replica.endpoint() + " follows " + master.endpoint())
        .atMost(Duration.ofSeconds(30))
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(10))
        .until(
            () -> {
              String info = (String) replica.call("INFO", "replication");
              return info.contains("master_host:" + master.address())
                  && info.contains("master_link_status:up");
            });
  }
}
