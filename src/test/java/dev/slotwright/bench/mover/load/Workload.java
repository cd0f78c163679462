package dev.slotwright.bench.mover.load;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.IntFunction;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;

/**
 * 70 % GET and 20 % SET on keys that are there, 10 % INCR on counters; keys at random. No operation
 * makes or removes a key once the counters are written.
 */
public final class Workload {
  private static final int COUNTERS = 1000;
  private static final int READS = 70;
  private static final int WRITES = 20;

  private final Keys keys;
  private final SplittableRandom random;
  private final AtomicLongArray acknowledged = new AtomicLongArray(COUNTERS);

  /**
   * What there is to read and write.
   *
   * @param count of keys; none leaves only the counters
   * @param name of key i
   * @param value that key i may be set to
   * @param nodes how many nodes gaps are told apart for
   * @param nodeOf the node of a key name, 0 up to {@code nodes}
   */
  public record Keys(
      int count,
      IntFunction<byte[]> name,
      IntFunction<byte[]> value,
      int nodes,
      ToIntFunction<byte[]> nodeOf) {}

  /**
   * @param counter whose it is, negative for none
   */
  record Operation(LoadClient.Command command, int node, int counter) {}

  public Workload(Keys keys, long seed) {
    this.keys = keys;
    this.random = new SplittableRandom(seed);
  }

  int nodes() {
    return keys.nodes();
  }

  void prepare(LoadClient client) {
    IntStream.range(0, COUNTERS)
        .mapToObj(i -> call(client, new LoadClient.Command.Set(counter(i), ascii("0"))))
        .toList()
        .forEach(CompletableFuture::join);
  }

  /** By the loop's thread only. */
  Operation next() {
    int kind = random.nextInt(100);
    if (keys.count() == 0 || kind >= READS + WRITES) {
      int counter = random.nextInt(COUNTERS);
      return operation(new LoadClient.Command.Increment(counter(counter)), counter);
    }
    int key = random.nextInt(keys.count());
    byte[] name = keys.name().apply(key);
    return operation(
        kind < READS
            ? new LoadClient.Command.Get(name)
            : new LoadClient.Command.Set(name, keys.value().apply(key)),
        -1);
  }

  /** Whether the reply is what it has to be. */
  boolean accept(Operation operation, Object reply) {
    return switch (operation.command()) {
      case LoadClient.Command.Get get -> reply != null;
      case LoadClient.Command.Set set -> true;
      case LoadClient.Command.Increment increment -> {
        acknowledged.incrementAndGet(operation.counter());
        yield true;
      }
    };
  }

  /** Acknowledged increments that the counters do not hold. */
  long lost(LoadClient client) {
    List<CompletableFuture<Object>> held =
        IntStream.range(0, COUNTERS)
            .mapToObj(i -> call(client, new LoadClient.Command.Get(counter(i))))
            .toList();
    long lost = 0;
    for (int i = 0; i < COUNTERS; i++) {
      byte[] value = (byte[]) held.get(i).join();
      long count = value == null ? 0 : Long.parseLong(new String(value, StandardCharsets.US_ASCII));
      lost += Math.max(0, acknowledged.get(i) - count);
    }
    return lost;
  }

  private Operation operation(LoadClient.Command command, int counter) {
    return new Operation(command, keys.nodeOf().applyAsInt(command.key()), counter);
  }

  private static CompletableFuture<Object> call(LoadClient client, LoadClient.Command command) {
    CompletableFuture<Object> reply = new CompletableFuture<>();
    client.send(
        command,
        (value, error) -> {
          if (error == null) {
            reply.complete(value);
          } else {
            reply.completeExceptionally(error);
          }
        });
    return reply;
  }

  private static byte[] counter(int i) {
    return ascii("load:" + i);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
