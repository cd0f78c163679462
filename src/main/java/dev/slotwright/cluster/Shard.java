package dev.slotwright.cluster;

import java.util.List;

/**
 * A master and its replicas.
 *
 * @param master the master
 * @param replicas by node id, ascending
 */
public record Shard(Node master, List<Node> replicas) {
  public Shard {
    replicas = List.copyOf(replicas);
  }

  public boolean holds(NodeId id) {
    return master.id().equals(id) || replicas.stream().anyMatch(r -> r.id().equals(id));
  }
}
