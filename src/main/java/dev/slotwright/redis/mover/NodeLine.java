package dev.slotwright.redis.mover;

import dev.slotwright.cluster.Address;
import dev.slotwright.control.UnreachableException;
import dev.slotwright.redis.NodeConnections;
import dev.slotwright.redis.NodeWire;
import dev.slotwright.redis.Reply;
import dev.slotwright.redis.Request;
import dev.slotwright.redis.ServerErrorException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Commands to one node, in order, on a connection of its own that is opened anew once it was lost.
 * For one thread. Throws {@link UnreachableException} when there is no answer: whether the commands
 * were carried out is then unknown.
 */
final class NodeLine implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(5);
  private static final int MOST_WIRES = 32;

  private final NodeConnections connections;
  private final Address address;
  private final LineWatch watch;
  private final boolean pinned;
  private final List<NodeWire> wires = new ArrayList<>();
  private Server server;
  private long sent;
  private long slowestNanos;

  NodeLine(NodeConnections connections, Address address, LineWatch watch) {
    this(connections, address, watch, false);
  }

  private NodeLine(NodeConnections connections, Address address, LineWatch watch, boolean pinned) {
    this.connections = connections;
    this.address = address;
    this.watch = watch;
    this.pinned = pinned;
  }

  /**
   * Another line to the same node, on one connection that is not opened anew: what it watches is
   * watched, or the line fails. The caller closes it.
   */
  NodeLine pinned() {
    return new NodeLine(connections, address, watch, true);
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
    sent += requests.size();
    long begin = System.nanoTime();
    Answers answers = new Answers(requests.size());
    wire(0).exchange(requests, limit, answers);
    slowestNanos = Math.max(slowestNanos, System.nanoTime() - begin);
    return answers.list();
  }

  /**
   * The same for commands that do not depend on each other, each of which the server answers only
   * when its replicas have done it too: on several connections, so that it waits for all at once.
   */
  List<Answer> askSideBySide(List<Request> requests) {
    if (requests.isEmpty()) {
      return List.of();
    }
    watch.before(address, requests);
    sent += requests.size();
    long begin = System.nanoTime();
    int each = Math.ceilDiv(requests.size(), MOST_WIRES);
    List<NodeWire> used = new ArrayList<>();
    Answers answers = new Answers(requests.size());
    try {
      for (int from = 0; from < requests.size(); from += each) {
        NodeWire wire = wire(used.size());
        used.add(wire);
        wire.send(requests.subList(from, Math.min(requests.size(), from + each)), LIMIT);
      }
      used.forEach(wire -> wire.receive(answers));
    } catch (RuntimeException e) {
      // Replies that nobody has read would answer the next commands.
      used.forEach(NodeWire::close);
      throw e;
    }
    slowestNanos = Math.max(slowestNanos, System.nanoTime() - begin);
    return answers.list();
  }

  /** How long the node took for the slowest of its answers on this line. */
  Duration slowest() {
    return Duration.ofNanos(slowestNanos);
  }

  /** What the node runs; asked once. */
  Server server() {
    if (server == null) {
      server = Server.parse(call("INFO", "server").text());
    }
    return server;
  }

  private NodeWire wire(int number) {
    while (wires.size() <= number) {
      wires.add(connections.wire(address));
    }
    if (!wires.get(number).isOpen()) {
      if (pinned) {
        throw new UnreachableException("the connection to " + address + " was lost", null);
      }
      wires.set(number, connections.wire(address));
    }
    return wires.get(number);
  }

  @Override
  public void close() {
    wires.forEach(NodeWire::close);
  }

  private record Answers(List<Answer> list) implements NodeWire.Receiver {
    Answers(int size) {
      this(new ArrayList<>(size));
    }

    @Override
    public void reply(Reply reply) {
      list.add(new Answer.Replied(reply));
    }

    @Override
    public void error(ServerErrorException error) {
      list.add(new Answer.Erred(error));
    }
  }
}
