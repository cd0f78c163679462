package dev.slotwright.cluster;

import java.util.List;

/**
 * What one node answered when it was asked about itself and the others.
 *
 * @param asked the address that was asked
 * @param self the answering node's id
 * @param known every node that it knows, itself included
 * @param openSlots its own open slots
 * @param stateOk whether it says {@code cluster_state:ok}
 * @param loading whether it still loads its data
 * @param keys how many keys it holds
 * @param currentEpoch its {@code cluster_current_epoch}
 * @param linkUp of a replica: {@code master_link_status:up}; true for a master
 * @param offset its replication offset in bytes
 * @param usedMemoryBytes {@code used_memory}
 * @param maxMemoryBytes {@code maxmemory}, 0 without a limit
 * @param redirects how often it answered MOVED since it started, where the server counts it (Redis
 *     6.2 and newer), else 0
 * @param version what the server calls itself, such as {@code redis 7.0.15} or {@code valkey 8.1.1}
 */
public record NodeReport(
    Address asked,
    NodeId self,
    List<Node> known,
    List<OpenSlot> openSlots,
    boolean stateOk,
    boolean loading,
    long keys,
    long currentEpoch,
    boolean linkUp,
    long offset,
    long usedMemoryBytes,
    long maxMemoryBytes,
    long redirects,
    String version) {
  public NodeReport {
    known = List.copyOf(known);
    openSlots = List.copyOf(openSlots);
    if (known.stream().noneMatch(node -> node.id().equals(self))) {
      throw new IllegalArgumentException("the report of " + asked + " does not list itself");
    }
  }

  /** The answering node as it sees itself. */
  public Node selfNode() {
    return known.stream().filter(node -> node.id().equals(self)).findFirst().orElseThrow();
  }

  /** Knows nobody but itself, owns no slot and holds no key: fit to join or to form a cluster. */
  public boolean blank() {
    Node me = selfNode();
    return known.size() == 1 && me.isMaster() && me.slots().isEmpty() && keys == 0 && !loading;
  }
}
