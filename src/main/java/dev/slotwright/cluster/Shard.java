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
}
