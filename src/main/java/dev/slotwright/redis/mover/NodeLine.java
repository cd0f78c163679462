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

  private final NodeConnections connections;
  private final Address address;
  private final LineWatch watch;
  private NodeWire wire;
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
    if (wire == null || !wire.isOpen()) {
      wire = connections.wire(address);
    }
    sent += requests.size();
    List<Answer> answers = new ArrayList<>(requests.size());
    wire.exchange(
        requests,
        limit,
        new NodeWire.Receiver() {
          @Override
          public void reply(Reply reply) {
            answers.add(new Answer.Replied(reply));
          }

          @Override
          public void error(ServerErrorException error) {
            answers.add(new Answer.Erred(error));
          }
        });
    return answers;
  }

  @Override
  public void close() {
    if (wire != null) {
      wire.close();
    }
  }
}
