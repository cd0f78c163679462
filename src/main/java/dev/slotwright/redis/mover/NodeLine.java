package dev.slotwright.redis.mover;

import dev.slotwright.cluster.Address;
import dev.slotwright.control.UnreachableException;
import dev.slotwright.redis.NodeConnection;
import dev.slotwright.redis.NodeConnections;
import dev.slotwright.redis.Reply;
import dev.slotwright.redis.Request;
import dev.slotwright.redis.ServerErrorException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Commands to one node, in order, on a connection of its own that is opened anew once it was lost.
 * For one thread. Throws {@link UnreachableException} when there is no answer: whether the commands
 * were carried out is then unknown.
 */
final class NodeLine implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(5);

  private final NodeConnections connections;
  private final Address address;
  private final LineWatch watch;
  private NodeConnection connection;
  private long sent;

  NodeLine(NodeConnections connections, Address address, LineWatch watch) {
    this.connections = connections;
    this.address = address;
    this.watch = watch;
  }

  Address address() {
    return address;
  }

  /** How many commands were sent so far. */
  long sent() {
    return sent;
  }

  Reply call(String... words) {
    return ask(List.of(Request.of(words))).getFirst().orThrow();
  }

  List<Answer> ask(List<Request> requests) {
    return ask(requests, LIMIT);
  }

  /** Sends all with one flush; an answer to each, in the same order. */
  List<Answer> ask(List<Request> requests, Duration limit) {
    if (requests.isEmpty()) {
      return List.of();
    }
    watch.before(address, requests);
    if (connection == null || !connection.isOpen()) {
      connection = connections.dedicated(address);
    }
    sent += requests.size();
    long deadline = System.nanoTime() + limit.toNanos();
    List<CompletableFuture<Reply>> futures = connection.send(requests);
    List<Answer> answers = new ArrayList<>(requests.size());
    for (int i = 0; i < futures.size(); i++) {
      Duration left = Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
      answers.add(answer(futures.get(i), requests.get(i), left));
    }
    return answers;
  }

  private Answer answer(CompletableFuture<Reply> future, Request request, Duration left) {
    try {
      return new Answer.Replied(connection.await(future, request.toString(), left));
    } catch (ServerErrorException e) {
      return new Answer.Erred(e);
    }
  }

  @Override
  public void close() {
    if (connection != null) {
      connection.close();
    }
  }
}
