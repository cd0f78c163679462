package dev.slotwright.redis.mover;

import dev.slotwright.cluster.NodeId;
import dev.slotwright.redis.Request;

/** The four forms of CLUSTER SETSLOT, and what is asked of a slot beside them. */
final class SetSlot {
  static final Request NODES = Request.of("CLUSTER", "NODES");

  private SetSlot() {}

  static Request importing(int slot, NodeId from) {
    return setSlot(slot).with("IMPORTING", from.value());
  }

  static Request migrating(int slot, NodeId to) {
    return setSlot(slot).with("MIGRATING", to.value());
  }

  static Request node(int slot, NodeId owner) {
    return setSlot(slot).with("NODE", owner.value());
  }

  static Request stable(int slot) {
    return setSlot(slot).with("STABLE");
  }

  static Request count(int slot) {
    return Request.of("CLUSTER", "COUNTKEYSINSLOT", Integer.toString(slot));
  }

  static Request keys(int slot, int limit) {
    return Request.of("CLUSTER", "GETKEYSINSLOT", Integer.toString(slot), Integer.toString(limit));
  }

  private static Request setSlot(int slot) {
    return Request.of("CLUSTER", "SETSLOT", Integer.toString(slot));
  }
}
