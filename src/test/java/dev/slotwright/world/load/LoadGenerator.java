package dev.slotwright.world.load;

import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Open-loop load on a Redis Cluster through an ordinary client.
 *
 * <p>Operations are due at a fixed rate whether or not earlier ones were answered, and their time
 * counts from when they were due. No two operations are ever in flight on one key, so each answer
 * can be judged exactly and each acknowledged write is in the {@link Ledger}.
 *
 * <p>The load starts in a steady state with next to no keys; {@link #fillTo} and {@link #shedTo}
 * move its memory, after which it stays steady where it is.
 */
public final class LoadGenerator implements AutoCloseable {
  private static final long FIRST_BYTES = 100_000;

  private final OrdinaryClient client;
  private final StatefulRedisClusterConnection<byte[], byte[]> connection;
  private final Ledger ledger;
  private final LoadLoop loop;
  private final Thread thread;

  private LoadGenerator(OrdinaryClient client, long seed, double opsPerSecond) {
    ReconnectCounter reconnects = new ReconnectCounter();
    this.client = client;
    this.connection = client.connect(reconnects);
    this.ledger = new Ledger(seed, Instant.now());
    KeyCommands commands = new KeyCommands(connection.async(), ledger);
    Outcomes outcomes = new Outcomes(ledger, commands, this::nodeOfSlot, reconnects::reconnects);
    OperationMix mix = new OperationMix(ledger, seed);
    this.loop =
        new LoadLoop(
            ledger,
            commands,
            mix,
            outcomes,
            reconnects::reconnects,
            opsPerSecond,
            Phase.hold(FIRST_BYTES));
    this.thread = Thread.ofPlatform().name("load-generator").daemon(true).unstarted(loop);
  }

  /**
   * Connects and starts.
   *
   * @param seeds {@code host:port} of at least one node of a formed cluster
   * @param password of every node; null or empty when they have none
   * @param seed decides every key, value and choice; print it with the results
   * @param opsPerSecond operations due per second, above 0
   * @throws io.lettuce.core.RedisException when no seed answers
   */
  public static LoadGenerator start(
      List<String> seeds, String password, long seed, double opsPerSecond) {
    return start(seeds, password, seed, opsPerSecond, ClientSettings.ordinary());
  }

  /** The same with a client that keeps up with changes in another way. */
  public static LoadGenerator start(
      List<String> seeds,
      String password,
      long seed,
      double opsPerSecond,
      ClientSettings settings) {
    OrdinaryClient client = OrdinaryClient.of(seeds, password, settings);
    try {
      LoadGenerator load = new LoadGenerator(client, seed, opsPerSecond);
      // Lettuce's guide: open the connection to each master before traffic pays for it.
      load.connection.sync().upstream().commands().ping();
      load.thread.start();
      return load;
    } catch (RuntimeException failed) {
      client.close();
      throw failed;
    }
  }

  /** Changes the number of operations due per second from now on. */
  public void rate(double opsPerSecond) {
    loop.rate(opsPerSecond);
  }

  /** Nothing is due until {@link #resume()}; what was sent is still answered. */
  public void pause() {
    loop.pause(true);
  }

  public void resume() {
    loop.pause(false);
  }

  /**
   * Writes new keys until their memory, as estimated, is at least {@code bytes}; then stays there.
   * The future completes when it is reached, and is cancelled when the next change comes earlier.
   */
  public CompletableFuture<Void> fillTo(long bytes) {
    return loop.change(Phase.Goal.FILL, bytes);
  }

  /** Deletes keys until their memory is at most {@code bytes}; otherwise like {@link #fillTo}. */
  public CompletableFuture<Void> shedTo(long bytes) {
    return loop.change(Phase.Goal.SHED, bytes);
  }

  /** The load as it was at most a tenth of a second ago. */
  public LoadProgress progress() {
    return loop.progress();
  }

  /** Only complete after {@link #stop()}. */
  public Ledger ledger() {
    return ledger;
  }

  /** Sends nothing more, waits for what is in flight (bounded), disconnects and reports. */
  public LoadReport stop() {
    loop.stop();
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException again) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    client.close();
    return loop.report();
  }

  @Override
  public void close() {
    stop();
  }

  private String nodeOfSlot(int slot) {
    RedisClusterNode node = connection.getPartitions().getPartitionBySlot(slot);
    return node == null ? "unowned" : node.getUri().getHost() + ":" + node.getUri().getPort();
  }
}
