package dev.slotwright.redis;

import dev.slotwright.cluster.Address;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.protocol.AsyncCommand;
import io.lettuce.core.protocol.Command;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.ProtocolKeyword;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One connection to one node. Never reconnects and never sends a command twice: a broken one is
 * closed for good. Safe for several threads; replies come in the order of the requests.
 *
 * <p>Errors: {@link dev.slotwright.control.RefusedException} for a password or a permission, {@link
 * ServerErrorException} for any other error that the server sent, {@link
 * dev.slotwright.control.UnreachableException} when there was no answer; whether the command was
 * carried out is then unknown.
 */
public final class NodeConnection implements AutoCloseable {
  private final Address address;
  private final StatefulRedisConnection<byte[], byte[]> connection;
  private final Duration timeout;
  private final Failures failures;
  private final AtomicBoolean closed = new AtomicBoolean();

  /** A command's name as Lettuce wants it. */
  private record Keyword(byte[] bytes) implements ProtocolKeyword {
    @Override
    public byte[] getBytes() {
      return bytes;
    }

    @Override
    public String toString() {
      return new String(bytes, StandardCharsets.US_ASCII);
    }
  }

  NodeConnection(
      Address address,
      StatefulRedisConnection<byte[], byte[]> connection,
      Duration timeout,
      Failures failures) {
    this.address = address;
    this.connection = connection;
    this.timeout = timeout;
    this.failures = failures;
  }

  public Address address() {
    return address;
  }

  public boolean isOpen() {
    return !closed.get() && connection.isOpen();
  }

  /** Sends one command; the future has no time-out of its own. */
  public CompletableFuture<Reply> send(Request request) {
    return send(List.of(request)).getFirst();
  }

  /** Sends all commands with one flush; a reply for each, in the same order. */
  public List<CompletableFuture<Reply>> send(List<Request> requests) {
    List<AsyncCommand<byte[], byte[], Reply>> commands = new ArrayList<>(requests.size());
    List<CompletableFuture<Reply>> replies = new ArrayList<>(requests.size());
    for (Request request : requests) {
      AsyncCommand<byte[], byte[], Reply> command = command(request);
      commands.add(command);
      replies.add(
          command
              .toCompletableFuture()
              .exceptionally(
                  failure -> {
                    throw failures.of(request.name(), failure);
                  }));
    }
    try {
      connection.dispatch(commands);
    } catch (RuntimeException e) {
      throw failures.of(requests.getFirst().name(), e);
    }
    return replies;
  }

  /** Sends a command and waits for its reply, as long as the settings say. */
  public Reply call(String... words) {
    return call(Request.of(words));
  }

  public Reply call(Request request) {
    return call(request, timeout);
  }

  public Reply call(Request request, Duration limit) {
    return await(send(request), request.name(), limit);
  }

  /**
   * Sends all commands with one flush and waits for all replies, as long as the settings say.
   *
   * @throws RuntimeException the first error among them
   */
  public List<Reply> callAll(List<Request> requests) {
    if (requests.isEmpty()) {
      return List.of();
    }
    long deadline = System.nanoTime() + timeout.toNanos();
    List<CompletableFuture<Reply>> futures = send(requests);
    List<Reply> replies = new ArrayList<>(requests.size());
    for (int i = 0; i < futures.size(); i++) {
      Duration left = Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
      replies.add(await(futures.get(i), requests.get(i).name(), left));
    }
    return replies;
  }

  /**
   * Waits for a reply of this connection. When none comes in time the connection is closed: later
   * replies could not be told from this one's, and a peer that is gone shows itself in no other
   * way.
   *
   * @param doing for the message
   */
  public Reply await(CompletableFuture<Reply> reply, String doing, Duration limit) {
    try {
      return reply.get(limit.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      close();
      throw failures.late(doing, limit);
    } catch (ExecutionException | CancellationException e) {
      throw failures.of(doing, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failures.of(doing, e);
    }
  }

  /** Does not wait for the socket to be closed. */
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      connection.closeAsync();
    }
  }

  private static AsyncCommand<byte[], byte[], Reply> command(Request request) {
    List<byte[]> words = request.words();
    CommandArgs<byte[], byte[]> args = new CommandArgs<>(ByteArrayCodec.INSTANCE);
    words.subList(1, words.size()).forEach(args::add);
    return new AsyncCommand<>(
        new Command<>(new Keyword(words.getFirst()), new ReplyOutput(), args));
  }
}
