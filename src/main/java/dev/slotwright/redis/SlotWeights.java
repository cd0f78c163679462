package dev.slotwright.redis;

import dev.slotwright.cluster.ClusterView;
import dev.slotwright.cluster.Node;
import dev.slotwright.cluster.NodeId;
import dev.slotwright.cluster.NodeReport;
import dev.slotwright.cluster.Slot;
import dev.slotwright.cluster.SlotRange;
import dev.slotwright.cluster.SlotSet;
import dev.slotwright.load.SlotBytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How much memory the keys of each slot take: CLUSTER SLOT-STATS where the server offers it, and
 * its memory-bytes where the server tracks them; else a slot's share of its node's keys, times
 * {@code used_memory_dataset}.
 */
final class SlotWeights {
  /** Bounds what one command costs the server's main thread: well under a millisecond. */
  private static final int CHUNK = 512;

  /** Bytes: an entry, a key and an object header. Some servers tell nearly empty nodes as 0. */
  private static final double LEAST_PER_KEY = 40;

  private static final Request MEMORY = Request.of("INFO", "memory");

  private final NodeConnections connections;
  private final SlotCounts counts;
  private final Map<Server, Boolean> offersStatistics = new ConcurrentHashMap<>();

  /** A node with its version: an upgrade asks anew. */
  private record Server(NodeId id, String version) {}

  SlotWeights(NodeConnections connections) {
    this.connections = connections;
    this.counts = new SlotCounts(connections);
  }

  /** Of every owner, one after the other: each costs milliseconds. */
  SlotBytes of(ClusterView view) {
    long[] bytes = new long[Slot.COUNT];
    boolean estimated = false;
    for (Node owner : view.owners()) {
      estimated |= weigh(view, owner, bytes);
    }
    return new SlotBytes(bytes, estimated);
  }

  /** Whether anything was estimated. */
  private boolean weigh(ClusterView view, Node owner, long[] bytes) {
    NodeConnection node = connections.to(Whereabouts.known(view, owner.id()));
    boolean statistics =
        offersStatistics.computeIfAbsent(
            new Server(owner.id(), view.report(owner.id()).map(NodeReport::version).orElse("")),
            server -> Offers.command(node, "cluster|slot-stats"));
    long[] keys = new long[Slot.COUNT];
    long[] measured = new long[Slot.COUNT];
    boolean reported =
        statistics
            ? readStatistics(node, owner.slots(), keys, measured)
            : count(node, owner.slots(), keys);
    if (reported) {
      owner.slots().stream().forEach(slot -> bytes[slot] = measured[slot]);
      return false;
    }
    long all = owner.slots().stream().mapToLong(slot -> keys[slot]).sum();
    long dataset = InfoParser.parse(node.call(MEMORY).text()).count("used_memory_dataset");
    double each = all == 0 ? 0 : Math.max(LEAST_PER_KEY, (double) dataset / all);
    owner.slots().stream().forEach(slot -> bytes[slot] = Math.round(keys[slot] * each));
    return all > 0;
  }

  /** Whether the server reported bytes of every slot too. */
  private static boolean readStatistics(
      NodeConnection node, SlotSet slots, long[] keys, long[] measured) {
    boolean reported = true;
    for (SlotRange range : chunks(slots)) {
      Request request =
          Request.of("CLUSTER", "SLOT-STATS", "SLOTSRANGE").with(range.first()).with(range.last());
      for (Reply line : node.call(request).items()) {
        int slot = (int) line.items().getFirst().number();
        List<Reply> fields = line.items().get(1).items();
        boolean hasBytes = false;
        for (int i = 0; i + 1 < fields.size(); i += 2) {
          switch (fields.get(i).text()) {
            case "key-count" -> keys[slot] = fields.get(i + 1).number();
            case "memory-bytes" -> {
              measured[slot] = fields.get(i + 1).number();
              hasBytes = true;
            }
            default -> {
              // CPU and network are not weighed here.
            }
          }
        }
        reported &= hasBytes;
      }
    }
    return reported;
  }

  /** Never knows bytes. */
  private boolean count(NodeConnection node, SlotSet slots, long[] keys) {
    int[] numbers = slots.stream().toArray();
    long[] found = counts.of(node.address(), numbers);
    for (int i = 0; i < numbers.length; i++) {
      keys[numbers[i]] = found[i];
    }
    return false;
  }

  /** Ranges that cover {@code slots}, none longer than a chunk. */
  private static List<SlotRange> chunks(SlotSet slots) {
    List<SlotRange> chunks = new ArrayList<>();
    for (SlotSet rest = slots; !rest.isEmpty(); ) {
      int first = rest.stream().findFirst().orElseThrow();
      int last = Math.min(first + CHUNK, Slot.COUNT) - 1;
      chunks.add(new SlotRange(first, last));
      rest = rest.minus(SlotSet.range(first, last));
    }
    return chunks;
  }
}
