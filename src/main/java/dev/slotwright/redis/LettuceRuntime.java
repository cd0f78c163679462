package dev.slotwright.redis;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.SslOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.metrics.CommandLatencyRecorder;
import io.lettuce.core.protocol.ProtocolVersion;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;

/** The threads and the client that all connections of this process share; one is enough. */
public final class LettuceRuntime implements AutoCloseable {
  private static final int THREADS = 2;

  private final RedisSettings settings;
  private final ClientResources resources;
  private final RedisClient client;
  private final ScheduledThreadPoolExecutor deadlines;
  private SSLContext tls;

  public LettuceRuntime(RedisSettings settings) {
    this.settings = settings;
    this.resources =
        DefaultClientResources.builder()
            .ioThreadPoolSize(THREADS)
            .computationThreadPoolSize(THREADS)
            .commandLatencyRecorder(CommandLatencyRecorder.disabled())
            .build();
    this.client = RedisClient.create(resources);
    client.setOptions(options(settings));
    this.deadlines =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("redis-deadlines").factory());
    deadlines.setRemoveOnCancelPolicy(true);
  }

  RedisSettings settings() {
    return settings;
  }

  RedisClient client() {
    return client;
  }

  /** Runs a task later, on a thread that only watches deadlines: it must not block. */
  ScheduledFuture<?> after(Duration delay, Runnable task) {
    return deadlines.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
  }

  /**
   * For connections that do not go through Lettuce: the same authorities.
   *
   * @throws UncheckedIOException when the file of authorities cannot be read
   */
  synchronized SSLContext tls() {
    if (tls == null) {
      tls = Authorities.context(settings.certificateAuthority());
    }
    return tls;
  }

  /** Closes what is still open and ends the threads; waits up to 2 s. */
  @Override
  public void close() {
    deadlines.shutdownNow();
    client.shutdown(0, 1, TimeUnit.SECONDS);
    resources.shutdown(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(1, TimeUnit.SECONDS);
  }

  /**
   * RESP2, for one shape of replies on every server. No PING at the connect, which a loading server
   * would answer with an error. No reconnect: it would replay commands.
   */
  private static ClientOptions options(RedisSettings settings) {
    ClientOptions.Builder options =
        ClientOptions.builder()
            .protocolVersion(ProtocolVersion.RESP2)
            .pingBeforeActivateConnection(false)
            .autoReconnect(false)
            .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
            .timeoutOptions(TimeoutOptions.create())
            .socketOptions(
                SocketOptions.builder()
                    .connectTimeout(settings.connectTimeout())
                    .keepAlive(true)
                    .tcpNoDelay(true)
                    .build());
    settings
        .certificateAuthority()
        .ifPresent(
            file -> options.sslOptions(SslOptions.builder().trustManager(file.toFile()).build()));
    return options.build();
  }
}
