package dev.slotwright.cli.cluster;

import dev.slotwright.cluster.Node;
import dev.slotwright.cluster.NodeId;
import dev.slotwright.plan.SlotMove;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A plan for people, and for programs. */
record PlanReport(MovePlan plan) {

  String text() {
    if (plan.isEmpty()) {
      return masters() + "nothing to move\n";
    }
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("from", "to", "slots", "bytes"));
    for (SlotMove move : plan.slots().moves()) {
      rows.add(
          List.of(
              NodeNames.text(plan.view(), move.from()),
              NodeNames.text(plan.view(), move.to()),
              Amounts.count(move.slots().size()),
              Amounts.bytes(move.bytes())));
    }
    return masters() + "\n" + TextTable.of(rows, 2) + total() + "\n";
  }

  private String total() {
    return "%s, %s%s; no plan to this end could move less than %s"
        .formatted(
            Amounts.counted(plan.slots().slotsMoved(), "slot"),
            Amounts.bytes(plan.slots().bytes()),
            plan.slots().estimated() ? " (estimated)" : "",
            Amounts.bytes(plan.slots().lowerBoundBytes()));
  }

  private String masters() {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("master", "weight", "slots", "after", "bytes", "after"));
    for (Node master : plan.masters()) {
      NodeId id = master.id();
      rows.add(
          List.of(
              NodeNames.text(master),
              Amounts.plain(plan.shares().get(id)),
              Amounts.count(plan.before(id).size()),
              Amounts.count(plan.after(id).size()),
              Amounts.bytes(plan.bytes().total(plan.before(id))),
              Amounts.bytes(plan.bytes().total(plan.after(id)))));
    }
    return TextTable.of(rows, 1);
  }

  /** Slots as ranges, bytes as numbers. */
  Map<String, Object> fields() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("slots", plan.slots().slotsMoved());
    fields.put("bytes", plan.slots().bytes());
    fields.put("lowerBoundBytes", plan.slots().lowerBoundBytes());
    fields.put("estimated", plan.slots().estimated());
    fields.put("hash", plan.slots().hash());
    fields.put("moves", plan.slots().moves().stream().map(this::move).toList());
    fields.put("masters", plan.masters().stream().map(this::master).toList());
    return fields;
  }

  private Map<String, Object> move(SlotMove move) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("from", move.from().value());
    fields.put("fromAddress", plan.view().nodes().get(move.from()).address().toString());
    fields.put("to", move.to().value());
    fields.put("toAddress", plan.view().nodes().get(move.to()).address().toString());
    fields.put("slots", move.slots().size());
    fields.put("ranges", move.slots().toString());
    fields.put("bytes", move.bytes());
    return fields;
  }

  private Map<String, Object> master(Node master) {
    NodeId id = master.id();
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("node", id.value());
    fields.put("address", master.address().toString());
    fields.put("weight", plan.shares().get(id));
    fields.put("slotsBefore", plan.before(id).size());
    fields.put("slotsAfter", plan.after(id).size());
    fields.put("bytesBefore", plan.bytes().total(plan.before(id)));
    fields.put("bytesAfter", plan.bytes().total(plan.after(id)));
    return fields;
  }
}
