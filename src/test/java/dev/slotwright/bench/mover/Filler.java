package dev.slotwright.bench.mover;

import dev.slotwright.world.redis.ClusterNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Writes a shape into a cluster: a pipelined connection to each master, side by side. */
final class Filler {
  private static final int FLUSH_BYTES = 128 * 1024;
  private static final byte[] SET = RespPipe.ascii("SET");

  private final BenchCluster cluster;
  private final Shape shape;

  Filler(BenchCluster cluster) {
    this.cluster = cluster;
    this.shape = cluster.shape();
  }

  void fill() {
    List<Runnable> work = new ArrayList<>();
    for (int source = 0; source < BenchCluster.SOURCES; source++) {
      int number = source;
      work.add(() -> fill(number));
    }
    SideBySide.run(work);
  }

  private void fill(int source) {
    ClusterNode node = cluster.source(source);
    try (RespPipe pipe = new RespPipe(node.address(), node.port(), Duration.ofSeconds(30))) {
      int waiting = 0;
      for (int i = 0; i < shape.keys(); i++) {
        if (BenchCluster.sourceOf(shape.slot(i)) != source) {
          continue;
        }
        pipe.command(SET, shape.key(i), shape.value(i));
        waiting++;
        if (pipe.pendingBytes() > FLUSH_BYTES) {
          confirm(pipe, waiting);
          waiting = 0;
        }
      }
      confirm(pipe, waiting);
      for (int big = source; big < shape.bigKeys(); big += BenchCluster.SOURCES) {
        fillBig(pipe, big);
      }
    }
  }

  private static void confirm(RespPipe pipe, int replies) {
    pipe.flush();
    for (int i = 0; i < replies; i++) {
      pipe.expect("+OK");
    }
  }

  /** Big keys go round the sources, into the middle of what moves. */
  private void fillBig(RespPipe pipe, int big) {
    byte[] key = shape.bigKey(big, bigSlot(cluster.transfers(), big));
    if (!Shape.isHash(big)) {
      pipe.command(SET, key, Shape.value(big, Shape.BIG_BYTES));
      confirm(pipe, 1);
      return;
    }
    for (int field = 0; field < Shape.BIG_BYTES / Shape.FIELD_BYTES; field++) {
      byte[] name = ("f" + field).getBytes(StandardCharsets.US_ASCII);
      pipe.command(RespPipe.ascii("HSET"), key, name, Shape.value(field, Shape.FIELD_BYTES));
      pipe.flush();
      pipe.expect(":1");
    }
  }

  /** Ten slots apart, so that no two big keys share one. */
  static int bigSlot(List<SlotTransfer> transfers, int big) {
    SlotTransfer transfer = transfers.get(big % BenchCluster.SOURCES);
    return transfer.first() + 500 + 10 * big;
  }
}
