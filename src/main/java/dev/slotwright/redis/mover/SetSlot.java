package dev.slotwright.redis.mover;

import dev.slotwright.cluster.NodeId;
import dev.slotwright.redis.Request;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

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

  /** Sends SETSLOTs of different slots, then asks how the node sees the cluster. */
  static List<Answer> all(NodeLine line, List<Request> requests) {
    if (requests.isEmpty()) {
      return List.of();
    }
    if (!line.server().replicatesSetSlot()) {
      return line.ask(Stream.concat(requests.stream(), Stream.of(NODES)).toList());
    }
    List<Answer> answers = new ArrayList<>(line.askSideBySide(requests));
    answers.addAll(line.ask(List.of(NODES)));
    return answers;
  }

  private static Request setSlot(int slot) {
    return Request.of("CLUSTER", "SETSLOT", Integer.toString(slot));
  }
}
