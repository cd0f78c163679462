package dev.slotwright.bench.mover;

import dev.slotwright.world.redis.ClusterNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What a client could copy at best between the same processes: for each key DUMP at the source,
 * RESTORE at the target, DEL at the source. Names are known beforehand, nobody asks for a slot's
 * state, nothing is paced or checked but each reply; while the target restores one group of keys
 * the source dumps the next and deletes the one before. A connection to each end of each pair, all
 * pairs side by side; {@code rdbcompression} is off.
 *
 * <p>The target takes keys of slots that it does not own because the slots are IMPORTING there and
 * the command is RESTORE-ASKING, as MIGRATE's own. Opening and giving away slots, and a warm-up of
 * this JVM, are not in its time.
 */
record CopyCeiling(Duration limit) implements Contestant {
  private static final int GROUP_KEYS = 512;
  private static final int GROUP_BYTES = 512 * 1024;
  private static final int WARM_UP_KEYS = 20_000;

  /** As many groups are deleted at most before the first of these replies is read. */
  private static final int DELETES_BEHIND = 3;

  private static final byte[] DUMP = RespPipe.ascii("DUMP");
  private static final byte[] DEL = RespPipe.ascii("DEL");
  private static final byte[] RESTORE = RespPipe.ascii("RESTORE-ASKING");
  private static final byte[] ASKING = RespPipe.ascii("ASKING");

  /** Replies of ASKING and DEL. */
  private static final String ASKED = "+OK, :1";

  private static final byte[] NO_TTL = RespPipe.ascii("0");

  @Override
  public String name() {
    return "ceiling: DUMP + RESTORE + DEL";
  }

  @Override
  public Measurement run(BenchCluster cluster) {
    List<SlotTransfer> transfers = cluster.transfers();
    List<List<byte[]>> keys = transfers.stream().map(t -> keys(cluster, t)).toList();
    transfers.forEach(transfer -> OpenSlots.open(transfer, false));
    transfers.forEach(t -> t.source().call("CONFIG", "SET", "rdbcompression", "no"));
    int group = Math.clamp(GROUP_BYTES / Math.max(1, cluster.shape().valueBytes()), 1, GROUP_KEYS);
    each(
        transfers,
        keys,
        (transfer, names) ->
            copy(transfer, names.subList(0, Math.min(WARM_UP_KEYS, names.size())), group, true));
    Stopwatch watch = new Stopwatch(cluster);
    each(transfers, keys, (transfer, names) -> copy(transfer, names, group, false));
    Measurement measurement = watch.stop();
    transfers.forEach(OpenSlots::hand);
    return measurement;
  }

  private interface PairWork {
    void on(SlotTransfer transfer, List<byte[]> keys);
  }

  private static void each(List<SlotTransfer> transfers, List<List<byte[]>> keys, PairWork work) {
    List<Runnable> all = new ArrayList<>();
    for (int i = 0; i < transfers.size(); i++) {
      int pair = i;
      all.add(() -> work.on(transfers.get(pair), keys.get(pair)));
    }
    SideBySide.run(all);
  }

  private static List<byte[]> keys(BenchCluster cluster, SlotTransfer transfer) {
    return MovedKeys.of(cluster, transfer, GROUP_KEYS).stream().flatMap(Arrays::stream).toList();
  }

  /** Deletes at the source or, to warm up, at the target, which takes it only after ASKING. */
  private void copy(SlotTransfer transfer, List<byte[]> keys, int groupKeys, boolean warmUp) {
    List<List<byte[]>> groups = groups(keys, groupKeys);
    int n = groups.size();
    try (RespPipe source = pipe(transfer.source());
        RespPipe target = pipe(transfer.target())) {
      RespPipe deleteAt = warmUp ? pipe(transfer.target()) : source;
      String deleted = warmUp ? ASKED : ":1";
      for (int i = 0; i < n + 2; i++) {
        if (i < n) {
          dump(source, groups.get(i));
        }
        if (i >= 1 && i <= n) {
          // Its deletes were sent between the dumps of i - 1 and i.
          if (i >= DELETES_BEHIND + 1) {
            confirm(deleteAt, groups.get(i - DELETES_BEHIND - 1), deleted);
          }
          restore(source, target, groups.get(i - 1));
        }
        if (i >= 2) {
          confirm(target, groups.get(i - 2), "+OK");
          delete(deleteAt, groups.get(i - 2), warmUp);
        }
      }
      for (int i = Math.max(0, n - DELETES_BEHIND); i < n; i++) {
        confirm(deleteAt, groups.get(i), deleted);
      }
      if (warmUp) {
        deleteAt.close();
      }
    }
  }

  private static List<List<byte[]>> groups(List<byte[]> keys, int size) {
    return IntStream.iterate(0, at -> at < keys.size(), at -> at + size)
        .mapToObj(at -> keys.subList(at, Math.min(at + size, keys.size())))
        .toList();
  }

  private RespPipe pipe(ClusterNode node) {
    return new RespPipe(node.address(), node.port(), limit);
  }

  private static void dump(RespPipe source, List<byte[]> keys) {
    keys.forEach(key -> source.command(DUMP, key));
    source.flush();
  }

  private static void restore(RespPipe source, RespPipe target, List<byte[]> keys) {
    for (byte[] key : keys) {
      target.command(RESTORE, key, NO_TTL, source.bulk());
    }
    target.flush();
  }

  private static void delete(RespPipe node, List<byte[]> keys, boolean asking) {
    for (byte[] key : keys) {
      if (asking) {
        node.command(ASKING);
      }
      node.command(DEL, key);
    }
    node.flush();
  }

  private static void confirm(RespPipe node, List<byte[]> keys, String reply) {
    for (int i = 0; i < keys.size(); i++) {
      if (reply.equals(ASKED)) {
        node.expect("+OK");
        node.expect(":1");
      } else {
        node.expect(reply);
      }
    }
  }
}
