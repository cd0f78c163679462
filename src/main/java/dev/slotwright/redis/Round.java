package dev.slotwright.redis;

import dev.slotwright.cluster.Address;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiFunction;
import java.util.stream.Collectors;

/** The same requests to many nodes side by side, one pipeline each and one deadline for all. */
final class Round {
  private final NodeConnections connections;
  private final Duration limit;

  Round(NodeConnections connections, Duration limit) {
    this.connections = connections;
    this.limit = limit;
  }

  /**
   * What each node answered, in the order of {@code addresses}; blocks no longer than the limit.
   *
   * @param read makes of the replies of one node what is wanted; may throw an
   *     IllegalArgumentException or IllegalStateException when it does not understand them
   * @param failures gets why there is none of a node
   */
  <T> List<T> ask(
      Collection<Address> addresses,
      List<Request> requests,
      BiFunction<Address, List<Reply>, T> read,
      Map<Address, RuntimeException> failures) {
    long deadline = System.nanoTime() + limit.toNanos();
    Map<Address, CompletableFuture<List<Reply>>> asked = new LinkedHashMap<>();
    for (Address address : addresses) {
      asked.computeIfAbsent(
          address, a -> connections.connect(a).thenCompose(node -> all(node.send(requests))));
    }
    String doing = requests.stream().map(Request::name).collect(Collectors.joining(", "));
    List<T> answers = new ArrayList<>();
    asked.forEach(
        (address, replies) -> {
          switch (answer(address, replies, deadline, doing)) {
            case Answer.Failed failed -> failures.put(address, failed.reason());
            case Answer.Replies all -> {
              try {
                answers.add(read.apply(address, all.list()));
              } catch (IllegalArgumentException | IllegalStateException e) {
                failures.put(address, e);
              }
            }
          }
        });
    return answers;
  }

  private sealed interface Answer {
    record Replies(List<Reply> list) implements Answer {}

    record Failed(RuntimeException reason) implements Answer {}
  }

  private Answer answer(
      Address address, CompletableFuture<List<Reply>> replies, long deadline, String doing) {
    Failures failures = connections.failures(address);
    try {
      long left = Math.max(0, deadline - System.nanoTime());
      return new Answer.Replies(replies.get(left, TimeUnit.NANOSECONDS));
    } catch (TimeoutException e) {
      connections.drop(address);
      return new Answer.Failed(failures.late(doing, limit));
    } catch (ExecutionException e) {
      return new Answer.Failed(failures.of(doing, e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failures.of(doing, e);
    }
  }

  private static CompletableFuture<List<Reply>> all(List<CompletableFuture<Reply>> replies) {
    return CompletableFuture.allOf(replies.toArray(CompletableFuture[]::new))
        .thenApply(
            done -> {
              List<Reply> list = new ArrayList<>(replies.size());
              replies.forEach(reply -> list.add(reply.join()));
              return list;
            });
  }
}
