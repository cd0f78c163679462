package dev.slotwright.bench.mover;

import dev.slotwright.world.redis.ClusterNode;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/**
 * What MIGRATE gives when nothing else is done: all slots are open beforehand, the names known, and
 * each source gets one MIGRATE after the other for up to 500 keys of a slot (all that a slot has,
 * where it has fewer) with several of them in its pipeline; {@code rdbcompression} is off. Opening
 * the slots, listing keys and giving the slots away are not in its time.
 */
record MigrateCeiling(Duration limit) implements Contestant {
  private static final int MOST_KEYS = 500;
  private static final int AHEAD = 16;
  private static final byte[][] HEAD = words("MIGRATE");
  private static final byte[][] OPTIONS = words("", "0", "60000", "KEYS");

  @Override
  public String name() {
    return "ceiling: bare MIGRATE";
  }

  @Override
  public Measurement run(BenchCluster cluster) {
    List<SlotTransfer> transfers = cluster.transfers();
    List<List<byte[][]>> keys =
        transfers.stream().map(t -> MovedKeys.of(cluster, t, MOST_KEYS)).toList();
    transfers.forEach(transfer -> OpenSlots.open(transfer, true));
    transfers.forEach(t -> t.source().call("CONFIG", "SET", "rdbcompression", "no"));
    Stopwatch watch = new Stopwatch(cluster);
    SideBySide.run(
        transfers.stream()
            .map(t -> (Runnable) () -> migrate(t, keys.get(transfers.indexOf(t))))
            .toList());
    Measurement measurement = watch.stop();
    transfers.forEach(OpenSlots::hand);
    return measurement;
  }

  private void migrate(SlotTransfer transfer, List<byte[][]> groups) {
    ClusterNode source = transfer.source();
    byte[] host = RespPipe.ascii(transfer.target().address());
    byte[] port = RespPipe.ascii(Integer.toString(transfer.target().port()));
    try (RespPipe pipe = new RespPipe(source.address(), source.port(), limit)) {
      for (int i = 0; i < groups.size() + AHEAD; i++) {
        if (i < groups.size()) {
          send(pipe, host, port, groups.get(i));
          pipe.flush();
        }
        if (i >= AHEAD) {
          pipe.expect("+OK");
        }
      }
    }
  }

  private static void send(RespPipe pipe, byte[] host, byte[] port, byte[][] keys) {
    pipe.begin(HEAD.length + 2 + OPTIONS.length + keys.length);
    pipe.word(HEAD[0]);
    pipe.word(host);
    pipe.word(port);
    for (byte[] option : OPTIONS) {
      pipe.word(option);
    }
    for (byte[] key : keys) {
      pipe.word(key);
    }
  }

  private static byte[][] words(String... words) {
    return Arrays.stream(words).map(RespPipe::ascii).toArray(byte[][]::new);
  }
}
