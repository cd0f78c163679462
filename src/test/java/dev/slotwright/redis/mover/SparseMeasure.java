package dev.slotwright.redis.mover;

import dev.slotwright.cluster.SlotSet;
import dev.slotwright.operation.MoveStatus;
import dev.slotwright.policy.Execution;
import dev.slotwright.world.redis.RedisBinary;
import dev.slotwright.world.redis.RedisConnection;
import java.time.Duration;

/** By hand: 300,000 keys of 100 bytes, half of them from 3 masters to 3 empty ones. */
final class SparseMeasure {
  private static final int KEYS = 300_000;

  private SparseMeasure() {}

  public static void main(String[] args) {
    int open = args.length > 0 ? Integer.parseInt(args[0]) : 64;
    int keys = args.length > 1 ? Integer.parseInt(args[1]) : KEYS;
    try (MoverWorld world =
        MoverWorld.of(MoverWorld.embedded(3, 0).withNodeTimeout(Duration.ofSeconds(15)))) {
      world.join();
      world.join();
      world.join();
      for (int node = 0; node < 3; node++) {
        fill(world, node, keys / 3);
      }
      Execution execution = new Execution(open, Duration.ofMillis(10), Execution.Transport.MIGRATE);
      long begin = System.nanoTime();
      world.start(
          execution,
          world.move(0, 3, SlotSet.range(0, 2730)),
          world.move(1, 4, SlotSet.range(5461, 8191)),
          world.move(2, 5, SlotSet.range(10_922, 13_652)));
      MoveStatus status = world.await(Duration.ofMinutes(5));
      double seconds = (System.nanoTime() - begin) / 1e9;
      MoveStatus.Progress progress =
          status instanceof MoveStatus.Done done ? done.progress() : MoveStatus.Progress.NONE;
      System.out.printf(
          "%s %s: %d slots, %d keys in %.2f s = %.0f keys/s, longest pause %.1f ms%n",
          RedisBinary.embedded(),
          status.getClass().getSimpleName(),
          progress.slotsMoved(),
          progress.keysMoved(),
          seconds,
          progress.keysMoved() / seconds,
          progress.longestPauseMillis());
    }
  }

  /** Keys of the node's own slots, each slot the same number, by a script at the node. */
  private static void fill(MoverWorld world, int node, int keys) {
    try (RedisConnection connection = world.cluster.node(node).connect()) {
      int first = (node * 16_384 + 2) / 3;
      int last = ((node + 1) * 16_384) / 3 - 1;
      String value = "x".repeat(100);
      for (int i = 0; i < keys; ) {
        for (int slot = first; slot <= last && i < keys; slot++, i++) {
          connection.call("SET", "{" + TAGS[slot] + "}:" + i, value);
        }
      }
    }
  }

  private static final String[] TAGS = tags();

  private static String[] tags() {
    String[] tags = new String[16_384];
    for (int slot = 0; slot < tags.length; slot++) {
      tags[slot] = KeySlot.tagOf(slot);
    }
    return tags;
  }
}
