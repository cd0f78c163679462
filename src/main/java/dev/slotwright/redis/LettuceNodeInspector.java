package dev.slotwright.redis;

import dev.slotwright.cluster.Address;
import dev.slotwright.cluster.ClusterView;
import dev.slotwright.cluster.NodeReport;
import dev.slotwright.cluster.OpenSlot;
import dev.slotwright.cluster.SlotSet;
import dev.slotwright.cluster.check.NodeDetail;
import dev.slotwright.control.NodeInspector;
import dev.slotwright.control.RefusedException;
import dev.slotwright.control.UnreachableException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Asks every member for its settings, its open slots, and keys of slots that it does not own. */
public final class LettuceNodeInspector implements NodeInspector {
  /** What should be the same on every node. Older servers call listpacks ziplists, too. */
  private static final List<String> SETTINGS =
      List.of(
          "maxmemory",
          "maxmemory-policy",
          "appendonly",
          "appendfsync",
          "save",
          "rdbcompression",
          "cluster-node-timeout",
          "cluster-require-full-coverage",
          "cluster-allow-replica-migration",
          "cluster-migration-barrier",
          "cluster-replica-validity-factor",
          "min-replicas-to-write",
          "repl-backlog-size",
          "client-output-buffer-limit",
          "proto-max-bulk-len",
          "hash-max-listpack-entries",
          "hash-max-listpack-value",
          "hash-max-ziplist-entries",
          "hash-max-ziplist-value",
          "set-max-intset-entries",
          "zset-max-listpack-entries",
          "zset-max-ziplist-entries");

  private final NodeConnections connections;
  private final SlotCounts counts;

  /**
   * @param connections stay open
   */
  public LettuceNodeInspector(NodeConnections connections) {
    this.connections = connections;
    this.counts = new SlotCounts(connections);
  }

  @Override
  public List<NodeDetail> inspect(ClusterView view) {
    return view.reports().values().stream().map(this::inspect).toList();
  }

  private NodeDetail inspect(NodeReport report) {
    Address address = report.asked();
    List<String> refused = new ArrayList<>();
    List<OpenSlot> open = new ArrayList<>();
    Map<String, String> settings = new TreeMap<>();
    Map<Integer, Long> strays = new TreeMap<>();
    attempt(refused, () -> settings.putAll(settings(address)));
    attempt(
        refused,
        () -> {
          ClusterNodes nodes =
              ClusterNodesParser.parse(
                  connections.call(address, "CLUSTER", "NODES").text(), address);
          open.addAll(nodes.openSlots());
          strays.putAll(strays(report, nodes));
        });
    return new NodeDetail(
        report.self(),
        open,
        settings,
        SlotSet.of(strays.keySet().stream().mapToInt(slot -> slot)),
        strays.values().stream().mapToLong(keys -> keys).sum(),
        refused);
  }

  private static void attempt(List<String> refused, Runnable question) {
    try {
      question.run();
    } catch (RefusedException
        | UnreachableException
        | ServerErrorException
        | IllegalArgumentException e) {
      refused.add(e.getMessage());
    }
  }

  private Map<String, String> settings(Address address) {
    List<Request> requests =
        SETTINGS.stream().map(setting -> Request.of("CONFIG", "GET", setting)).toList();
    Map<String, String> settings = new TreeMap<>();
    for (Reply reply : connections.to(address).callAll(requests)) {
      List<Reply> words = reply.items();
      if (words.size() == 2) {
        settings.put(words.get(0).text(), words.get(1).text());
      }
    }
    return settings;
  }

  /**
   * Keys by slot, of slots that a master neither owns nor has open; a replica has its master's, and
   * a node without keys none.
   */
  private Map<Integer, Long> strays(NodeReport report, ClusterNodes nodes) {
    Map<Integer, Long> strays = new TreeMap<>();
    BitSet left = new BitSet();
    nodes.nodes().stream()
        .filter(node -> node.id().equals(nodes.self()) && node.isMaster() && report.keys() > 0)
        .forEach(node -> SlotSet.ALL.minus(node.slots()).stream().forEach(left::set));
    nodes.openSlots().forEach(open -> left.clear(open.slot().number()));
    int[] slots = left.stream().toArray();
    long[] keys = counts.of(report.asked(), slots);
    for (int i = 0; i < slots.length; i++) {
      if (keys[i] > 0) {
        strays.put(slots[i], keys[i]);
      }
    }
    return strays;
  }
}
