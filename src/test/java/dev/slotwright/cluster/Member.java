package dev.slotwright.cluster;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A node of the {@link Clusters} fixture with the pod it runs in. */
record Member(
    NodeId id,
    Optional<NodeId> master,
    SlotSet slots,
    int ordinal,
    Optional<String> host,
    Optional<String> zone,
    boolean up,
    boolean blank,
    boolean linkUp,
    long used,
    List<OpenSlot> open) {

  Member follow(Optional<NodeId> newMaster) {
    return new Member(id, newMaster, slots, ordinal, host, zone, up, blank, linkUp, used, open);
  }

  Member owning(SlotSet owned) {
    return new Member(id, master, owned, ordinal, host, zone, up, blank, linkUp, used, open);
  }

  Member placed(int pod, Optional<String> onHost, Optional<String> inZone) {
    return new Member(id, master, slots, pod, onHost, inZone, up, blank, linkUp, used, open);
  }

  Member state(boolean answers, boolean inSync) {
    return new Member(id, master, slots, ordinal, host, zone, answers, blank, inSync, used, open);
  }

  Member using(long bytes) {
    return new Member(id, master, slots, ordinal, host, zone, up, blank, linkUp, bytes, open);
  }

  Member opening(OpenSlot slot) {
    List<OpenSlot> more = new ArrayList<>(open);
    more.add(slot);
    return new Member(id, master, slots, ordinal, host, zone, up, blank, linkUp, used, more);
  }

  static Member joined(NodeId id, Optional<NodeId> master, SlotSet slots, int ordinal) {
    return fresh(id, master, slots, ordinal, false);
  }

  static Member blank(NodeId id, int ordinal) {
    return fresh(id, Optional.empty(), SlotSet.EMPTY, ordinal, true);
  }

  private static Member fresh(
      NodeId id, Optional<NodeId> master, SlotSet slots, int ordinal, boolean blank) {
    Optional<String> nowhere = Optional.empty();
    return new Member(
        id, master, slots, ordinal, nowhere, nowhere, true, blank, true, 0, List.of());
  }

  Node node() {
    return new Node(
        id,
        new Address(Clusters.ip(ordinal), Clusters.PORT),
        master.isEmpty() ? Role.MASTER : Role.REPLICA,
        master,
        slots,
        up ? Node.Health.OK : Node.Health.FAILED,
        up,
        1);
  }

  NodeReport report(List<Node> members) {
    List<Node> known = blank ? List.of(node()) : members;
    return new NodeReport(
        node().address(),
        id,
        known,
        open,
        !blank,
        false,
        0,
        1,
        linkUp,
        0,
        used,
        0,
        0,
        "redis 7.0.15");
  }

  Pod pod() {
    return new Pod(
        Clusters.NAME + "-" + ordinal,
        ordinal,
        "uid-" + ordinal,
        Optional.of(Clusters.ip(ordinal)),
        up,
        false,
        host,
        zone,
        Optional.empty());
  }
}
