package dev.slotwright.redis.mover;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slotwright.cluster.NodeId;
import dev.slotwright.cluster.SlotSet;
import dev.slotwright.control.Credentials;
import dev.slotwright.control.MoveListener;
import dev.slotwright.control.SettingsJournal;
import dev.slotwright.control.SlotMover;
import dev.slotwright.load.SlotBytes;
import dev.slotwright.operation.MoveStatus;
import dev.slotwright.plan.SlotMove;
import dev.slotwright.policy.Execution;
import dev.slotwright.redis.NodeConnections;
import dev.slotwright.redis.RedisSettings;
import dev.slotwright.world.redis.ClusterNode;
import dev.slotwright.world.redis.LocalCluster;
import dev.slotwright.world.redis.RedisBinary;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SslOptions;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.ClusterTopologyRefreshOptions;
import io.lettuce.core.cluster.RedisClusterClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.awaitility.Awaitility;

/** A local cluster, a mover, and an ordinary cluster client. */
final class MoverWorld implements AutoCloseable {
  static final Execution EXECUTION =
      new Execution(16, Duration.ofMillis(5), Execution.Transport.MIGRATE);

  final LocalCluster cluster;
  final LettuceSlotMover mover;
  final RedisClusterClient client;
  final List<SlotMover.Moved> moved = Collections.synchronizedList(new ArrayList<>());
  final List<MoveListener.Warning> warned = Collections.synchronizedList(new ArrayList<>());
  final List<MoveListener.Withdrawn> withdrawn = Collections.synchronizedList(new ArrayList<>());

  private MoverWorld(LocalCluster cluster, LineWatch watch, MoverSettings settings) {
    this.cluster = cluster;
    this.mover = mover(cluster, watch, settings);
    RedisURI seed = RedisURI.create(cluster.node(0).address(), cluster.port());
    if (cluster.password() != null) {
      seed.setCredentialsProvider(
          io.lettuce.core.RedisCredentialsProvider.from(
              () -> io.lettuce.core.RedisCredentials.just(null, cluster.password().toCharArray())));
    }
    ClusterClientOptions.Builder options =
        ClusterClientOptions.builder()
            .topologyRefreshOptions(
                ClusterTopologyRefreshOptions.builder()
                    .enableAllAdaptiveRefreshTriggers()
                    .adaptiveRefreshTriggersTimeout(Duration.ofMillis(200))
                    .build());
    if (cluster.tls() != null) {
      seed.setSsl(true);
      options.sslOptions(
          SslOptions.builder().trustManager(cluster.tls().certificate().toFile()).build());
    }
    this.client = RedisClusterClient.create(seed);
    client.setOptions(options.build());
  }

  static MoverWorld of(LocalCluster.Settings settings) {
    return of(settings, LineWatch.NONE);
  }

  static MoverWorld of(LocalCluster.Settings settings, LineWatch watch) {
    return of(settings, watch, MoverSettings.defaults().withPatience(Duration.ofSeconds(30)));
  }

  static MoverWorld of(LocalCluster.Settings settings, LineWatch watch, MoverSettings bounds) {
    return new MoverWorld(LocalCluster.form(settings), watch, bounds);
  }

  static LocalCluster.Settings on(RedisBinary server, int masters, int replicas) {
    return LocalCluster.Settings.of(server, masters, replicas);
  }

  static LocalCluster.Settings embedded(int masters, int replicas) {
    return LocalCluster.Settings.of(RedisBinary.embedded(), masters, replicas);
  }

  static LettuceSlotMover mover(LocalCluster cluster, LineWatch watch, MoverSettings settings) {
    return mover(cluster, watch, settings, SettingsJournal.inMemory());
  }

  static LettuceSlotMover mover(
      LocalCluster cluster, LineWatch watch, MoverSettings settings, SettingsJournal journal) {
    Credentials credentials =
        new Credentials(Optional.empty(), Optional.ofNullable(cluster.password()));
    return mover(cluster, credentials, watch, settings, journal);
  }

  static LettuceSlotMover mover(
      LocalCluster cluster,
      Credentials credentials,
      LineWatch watch,
      MoverSettings settings,
      SettingsJournal journal) {
    return new LettuceSlotMover(
        new NodeConnections(redisSettings(cluster), credentials),
        credentials,
        journal,
        settings,
        watch);
  }

  private static RedisSettings redisSettings(LocalCluster cluster) {
    RedisSettings plain = RedisSettings.defaults();
    return cluster.tls() == null
        ? plain
        : new RedisSettings(
            plain.connectTimeout(),
            plain.commandTimeout(),
            plain.observeTimeout(),
            true,
            Optional.of(cluster.tls().certificate()));
  }

  /** An empty master that every node knows. */
  ClusterNode join() {
    ClusterNode node = cluster.addEmptyNode();
    node.call("CLUSTER", "MEET", cluster.node(0).address(), Integer.toString(cluster.port()));
    cluster.awaitStable(cluster.nodes().size());
    return node;
  }

  NodeId id(int node) {
    return Views.id(cluster.node(node));
  }

  SlotMove move(int from, int to, SlotSet slots) {
    return new SlotMove(id(from), id(to), slots, 0);
  }

  void start(SlotMove... moves) {
    start(EXECUTION, moves);
  }

  void start(Execution execution, SlotMove... moves) {
    mover.start(Views.of(cluster), List.of(moves), SlotBytes.uniform(100), execution, heard());
  }

  private MoveListener heard() {
    return new MoveListener() {
      @Override
      public void moved(SlotMover.Moved group) {
        moved.add(group);
      }

      @Override
      public void withdrawn(Withdrawn group) {
        withdrawn.add(group);
      }

      @Override
      public void warned(Warning warning) {
        warned.add(warning);
      }
    };
  }

  /** The outcome of the order, taken. */
  MoveStatus await(Duration limit) {
    Awaitility.await("the order's end")
        .dontCatchUncaughtExceptions()
        .atMost(limit)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> !(mover.status() instanceof MoveStatus.Running));
    MoveStatus status = mover.status();
    mover.acknowledge();
    return status;
  }

  /** Waits until this many keys have moved. */
  void awaitKeys(long keys) {
    Awaitility.await(keys + " keys moved")
        .atMost(Duration.ofSeconds(30))
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(1))
        .until(() -> progress().keysMoved() >= keys);
  }

  /** Waits until the replica is master, and the order is still under way then. */
  void awaitMaster(ClusterNode replica) {
    Awaitility.await(replica.endpoint() + " is master")
        .atMost(Duration.ofSeconds(30))
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(5))
        .until(() -> Views.self(replica).master());
    assertThat(mover.status()).isInstanceOf(MoveStatus.Running.class);
  }

  MoveStatus.Progress progress() {
    return switch (mover.status()) {
      case MoveStatus.Idle idle -> MoveStatus.Progress.NONE;
      case MoveStatus.Running running -> running.progress();
      case MoveStatus.Done done -> done.progress();
      case MoveStatus.Failed failed -> failed.progress();
    };
  }

  @Override
  public void close() {
    client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
    mover.close();
    cluster.close();
  }
}
