package dev.slotwright.redis;

import dev.slotwright.cluster.Address;
import dev.slotwright.control.Credentials;
import dev.slotwright.control.UnreachableException;
import io.lettuce.core.RedisCredentials;
import io.lettuce.core.RedisCredentialsProvider;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The connections to the nodes of one cluster: one shared connection a node, opened when it is
 * first asked for and replaced when it was closed, and wires for who asks. They end when this is
 * closed, and none is opened after that.
 */
public final class NodeConnections implements AutoCloseable {
  private final LettuceRuntime runtime;
  private final boolean ownsRuntime;
  private final Credentials credentials;
  private final Map<String, CompletableFuture<NodeConnection>> shared = new ConcurrentHashMap<>();
  private final Set<NodeWire> wires = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  /** On threads shared with others; {@code runtime} stays open when this is closed. */
  public NodeConnections(LettuceRuntime runtime, Credentials credentials) {
    this(runtime, credentials, false);
  }

  /** On threads of its own. */
  public NodeConnections(RedisSettings settings, Credentials credentials) {
    this(new LettuceRuntime(settings), credentials, true);
  }

  private NodeConnections(LettuceRuntime runtime, Credentials credentials, boolean ownsRuntime) {
    this.runtime = runtime;
    this.credentials = credentials;
    this.ownsRuntime = ownsRuntime;
  }

  public RedisSettings settings() {
    return runtime.settings();
  }

  /**
   * The shared connection to a node, opened when there is none; blocks no longer than the connect
   * time-out.
   *
   * @throws dev.slotwright.control.RefusedException when the node rejects user or password
   * @throws dev.slotwright.control.UnreachableException when it does not answer, or when this is
   *     closed
   */
  public NodeConnection to(Address address) {
    return await(address, connect(address));
  }

  /** As {@link #to}, without waiting. */
  CompletableFuture<NodeConnection> connect(Address address) {
    CompletableFuture<NodeConnection> opening =
        shared.compute(
            address.toString(),
            (key, current) -> current != null && usable(current) ? current : open(address));
    if (closed) {
      // It may have come too late for close() to see it.
      drop(address);
    }
    return opening;
  }

  /** Closes the shared connection to a node that does not answer. */
  void drop(Address address) {
    CompletableFuture<NodeConnection> dropped = shared.remove(address.toString());
    if (dropped != null) {
      dropped.thenAccept(NodeConnection::close);
    }
  }

  Failures failures(Address address) {
    return new Failures(address, credentials);
  }

  /** A plain connection for one thread of the caller's, who closes it; errors as {@link #to}. */
  public NodeWire wire(Address address) {
    if (closed) {
      throw closed(address);
    }
    NodeWire wire = NodeWire.open(address, runtime, credentials);
    wires.removeIf(old -> !old.isOpen());
    wires.add(wire);
    if (closed) {
      wire.close();
      throw closed(address);
    }
    return wire;
  }

  /** Sends one command on the shared connection of a node. */
  public Reply call(Address address, String... words) {
    return to(address).call(words);
  }

  /** Lets go of connections that broke: their nodes may never come back. */
  void prune() {
    shared.values().removeIf(connection -> !usable(connection));
    wires.removeIf(wire -> !wire.isOpen());
  }

  /** The runtime closes what was opened on it; on a shared one only this cluster's end. */
  @Override
  public void close() {
    closed = true;
    wires.forEach(NodeWire::close);
    if (ownsRuntime) {
      runtime.close();
      return;
    }
    shared.values().forEach(opening -> opening.thenAccept(NodeConnection::close));
  }

  private static boolean usable(CompletableFuture<NodeConnection> current) {
    return !current.isDone() || (!current.isCompletedExceptionally() && current.join().isOpen());
  }

  private CompletableFuture<NodeConnection> open(Address address) {
    if (closed) {
      return CompletableFuture.failedFuture(closed(address));
    }
    Failures failures = failures(address);
    return login(address)
        .exceptionallyCompose(
            failure ->
                Failures.overtaken(failure)
                    ? login(address)
                    : CompletableFuture.failedFuture(failure))
        .handle(
            (connection, failure) -> {
              if (failure != null) {
                throw failures.of("the connect", failure);
              }
              if (closed) {
                connection.closeAsync();
                throw closed(address);
              }
              return new NodeConnection(address, connection, settings().commandTimeout(), failures);
            });
  }

  private CompletableFuture<StatefulRedisConnection<byte[], byte[]>> login(Address address) {
    return runtime
        .client()
        .connectAsync(ByteArrayCodec.INSTANCE, uri(address))
        .toCompletableFuture();
  }

  private static UnreachableException closed(Address address) {
    return new UnreachableException(
        "%s is not asked: the connections to its cluster were closed".formatted(address));
  }

  private RedisURI uri(Address address) {
    RedisURI uri =
        RedisURI.builder()
            .withHost(address.host())
            .withPort(address.port())
            .withTimeout(settings().connectTimeout())
            .withSsl(settings().tls())
            .build();
    if (credentials.password().isPresent()) {
      char[] password = credentials.password().orElseThrow().toCharArray();
      RedisCredentials login = RedisCredentials.just(credentials.username().orElse(null), password);
      uri.setCredentialsProvider(RedisCredentialsProvider.from(() -> login));
    }
    return uri;
  }

  private NodeConnection await(Address address, CompletableFuture<NodeConnection> opening) {
    Failures failures = failures(address);
    Duration limit = settings().connectTimeout();
    try {
      return opening.get(limit.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      opening.thenAccept(NodeConnection::close);
      throw failures.late("the connect", limit);
    } catch (ExecutionException e) {
      throw failures.of("the connect", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failures.of("the connect", e);
    }
  }
}
