package dev.slotwright.world.load;

import dev.slotwright.world.redis.LocalCluster;
import java.util.List;

/** Moves slots by plain commands, one key at a time, so that a slot stays open for a while. */
final class HandMover {
  private final LocalCluster cluster;

  HandMover(LocalCluster cluster) {
    this.cluster = cluster;
  }

  void move(int slot, int from, int to) {
    open(slot, from, to);
    finish(slot, from, to);
  }

  void open(int slot, int from, int to) {
    setSlot(to, slot, "IMPORTING", cluster.node(from).id());
    setSlot(from, slot, "MIGRATING", cluster.node(to).id());
  }

  void migrate(String key, int from, int to) {
    String address = cluster.node(to).address();
    String port = Integer.toString(cluster.port());
    String password = cluster.password();
    cluster
        .node(from)
        .call("MIGRATE", address, port, "", "0", "1000", "AUTH", password, "KEYS", key);
  }

  void finish(int slot, int from, int to) {
    for (List<?> keys = keys(from, slot); !keys.isEmpty(); keys = keys(from, slot)) {
      keys.forEach(key -> migrate((String) key, from, to));
    }
    setSlot(to, slot, "NODE", cluster.node(to).id());
    setSlot(from, slot, "NODE", cluster.node(to).id());
  }

  private List<?> keys(int node, int slot) {
    return (List<?>)
        cluster.node(node).call("CLUSTER", "GETKEYSINSLOT", Integer.toString(slot), "100");
  }

  private void setSlot(int node, int slot, String state, String other) {
    cluster.node(node).call("CLUSTER", "SETSLOT", Integer.toString(slot), state, other);
  }
}
