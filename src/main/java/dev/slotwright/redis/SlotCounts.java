package dev.slotwright.redis;

import dev.slotwright.cluster.Address;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** How many keys a node holds of each slot, whether it owns them or not: COUNTKEYSINSLOT. */
final class SlotCounts {
  /** Bounds what one pipeline costs the server's main thread: well under a millisecond. */
  private static final int CHUNK = 512;

  private final NodeConnections connections;

  SlotCounts(NodeConnections connections) {
    this.connections = connections;
  }

  /**
   * Keys in the order of {@code slots}.
   *
   * @throws RuntimeException as {@link NodeWire}, or the first error of the server
   */
  long[] of(Address node, int[] slots) {
    long[] counts = new long[slots.length];
    if (slots.length == 0) {
      return counts;
    }
    try (NodeWire wire = connections.wire(node)) {
      for (int from = 0; from < slots.length; from += CHUNK) {
        int to = Math.min(slots.length, from + CHUNK);
        ask(wire, Arrays.copyOfRange(slots, from, to), from, counts);
      }
    }
    return counts;
  }

  private void ask(NodeWire wire, int[] slots, int at, long[] counts) {
    List<Request> requests = new ArrayList<>(slots.length);
    for (int slot : slots) {
      requests.add(Request.of("CLUSTER", "COUNTKEYSINSLOT").with(slot));
    }
    Filling filling = new Filling(counts, at);
    wire.exchange(requests, connections.settings().commandTimeout(), filling);
    if (filling.error != null) {
      throw filling.error;
    }
  }

  /** Puts the answers in their places. */
  private static final class Filling implements NodeWire.Receiver {
    private final long[] counts;
    private int next;
    private ServerErrorException error;

    Filling(long[] counts, int at) {
      this.counts = counts;
      this.next = at;
    }

    @Override
    public void reply(Reply reply) {
      counts[next++] = reply.number();
    }

    @Override
    public void error(ServerErrorException why) {
      error = error == null ? why : error;
      next++;
    }
  }
}
