package dev.slotwright.redis.mover;

import dev.slotwright.cluster.SlotSet;
import dev.slotwright.operation.MoveStatus;
import dev.slotwright.policy.Execution;
import dev.slotwright.world.redis.ClusterNode;
import dev.slotwright.world.redis.RedisBinary;
import dev.slotwright.world.redis.RedisConnection;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;

/**
 * By hand: what {@code rdbcompression} costs the two servers of a move in CPU time, for values that
 * compress well and for values that do not. Arguments: bytes of a value, number of keys.
 */
final class CompressionMeasure {
  private static final long SEED = 20_261_122;
  private static final int SLOTS = 1024;
  private static final int ROUNDS = 3;

  private CompressionMeasure() {}

  public static void main(String[] args) {
    int bytes = Integer.parseInt(args[0]);
    int keys = Integer.parseInt(args[1]);
    for (boolean random : new boolean[] {false, true}) {
      for (int round = 0; round < ROUNDS; round++) {
        measure(bytes, keys, random, "yes");
        measure(bytes, keys, random, "no");
      }
    }
  }

  private static void measure(int bytes, int keys, boolean random, String compression) {
    // Without CONFIG the mover cannot change what the server was started with.
    try (MoverWorld world =
        MoverWorld.of(
            MoverWorld.embedded(3, 0)
                .withNodeTimeout(Duration.ofSeconds(15))
                .withArguments(
                    "--rdbcompression", compression, "--rename-command", "CONFIG", ""))) {
      fill(world.cluster.node(0), bytes, keys, random);
      double source = cpuSeconds(world.cluster.node(0));
      double target = cpuSeconds(world.cluster.node(1));
      long begin = System.nanoTime();
      world.start(
          new Execution(32, Duration.ofMillis(10), Execution.Transport.MIGRATE),
          world.move(0, 1, SlotSet.range(0, SLOTS - 1)));
      MoveStatus status = world.await(Duration.ofMinutes(5));
      double seconds = (System.nanoTime() - begin) / 1e9;
      System.out.printf(
          "%s, %d keys of %d B, %s, rdbcompression %s: %s in %.2f s, CPU of source"
              + " %.2f s, of target %.2f s%n",
          RedisBinary.embedded(),
          keys,
          bytes,
          random ? "random" : "text",
          compression,
          status.getClass().getSimpleName(),
          seconds,
          cpuSeconds(world.cluster.node(0)) - source,
          cpuSeconds(world.cluster.node(1)) - target);
    }
  }

  private static void fill(ClusterNode node, int bytes, int keys, boolean random) {
    Random source = new Random(SEED);
    String[] tags = new String[SLOTS];
    for (int slot = 0; slot < SLOTS; slot++) {
      tags[slot] = KeySlot.tagOf(slot);
    }
    try (RedisConnection connection = node.connect()) {
      for (int i = 0; i < keys; i++) {
        connection.call("SET", "{" + tags[i % SLOTS] + "}:" + i, value(source, bytes, random));
      }
    }
  }

  /** Printable noise, or lines such as a JSON document has. */
  private static String value(Random source, int bytes, boolean random) {
    StringBuilder value = new StringBuilder(bytes);
    while (value.length() < bytes) {
      if (random) {
        value.append((char) (33 + source.nextInt(94)));
      } else {
        value
            .append("{\"customer\":")
            .append(source.nextInt(1_000_000))
            .append(",\"state\":\"open\"}");
      }
    }
    return value.substring(0, bytes);
  }

  /** User and system time of the process: fields 14 and 15 of its stat file, in 1/100 s. */
  private static double cpuSeconds(ClusterNode node) {
    try {
      String stat = Files.readString(Path.of("/proc", Long.toString(node.process().pid()), "stat"));
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
      return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / 100.0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
