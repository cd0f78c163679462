package dev.slotwright.redis.mover.atomic;

import dev.slotwright.cluster.NodeId;
import dev.slotwright.cluster.SlotSet;
import dev.slotwright.redis.InfoParser;
import dev.slotwright.redis.mover.atomic.ServerTask.Stage;
import java.util.List;
import java.util.Optional;

/**
 * {@code CLUSTER MIGRATION}: begun, and best ended, at the target. A node takes part in one task at
 * a time. A task that fails is begun anew by the target every second, without end.
 */
final class RedisMigration implements ServerMigration {
  /** Bounds the length of one command. */
  private static final int MOST_RANGES = 1024;

  @Override
  public int mostRanges() {
    return MOST_RANGES;
  }

  @Override
  public boolean drivenByTarget() {
    return true;
  }

  @Override
  public String command() {
    return "cluster|migration";
  }

  @Override
  public String start(NodeCall source, NodeCall target, NodeId targetId, SlotSet slots) {
    List<String> command = List.of("CLUSTER", "MIGRATION", "IMPORT");
    return target.call(RangeWords.of(command, slots)).text();
  }

  @Override
  public List<ServerTask> tasks(NodeCall node) {
    return node.call("CLUSTER", "MIGRATION", "STATUS", "ALL").items().stream()
        .map(TaskFields::of)
        .map(RedisMigration::task)
        .toList();
  }

  @Override
  public Optional<ServerTask> task(NodeCall node, String id) {
    return node.call("CLUSTER", "MIGRATION", "STATUS", "ID", id).items().stream()
        .map(TaskFields::of)
        .map(RedisMigration::task)
        .findFirst();
  }

  private static ServerTask task(TaskFields fields) {
    boolean importing = fields.text("operation").equals("import");
    String state = fields.text("state");
    return new ServerTask(
        fields.text("id"),
        importing,
        fields.slots("slots"),
        fields.node("source"),
        fields.node("dest"),
        stage(state, importing),
        state,
        fields.text("last_error"),
        fields.number("write_pause_ms"));
  }

  /** A source only waits when a task has failed: it begins nothing by itself. */
  private static Stage stage(String state, boolean importing) {
    return switch (state) {
      case "completed" -> Stage.COMPLETED;
      case "canceled" -> Stage.ENDED;
      case "failed" -> importing ? Stage.RETRYING : Stage.ENDED;
      case "handoff-prep", "handoff", "stream-eof", "takeover" -> Stage.HANDING_OVER;
      default -> Stage.RUNNING;
    };
  }

  @Override
  public Cancelled cancel(NodeCall source, NodeCall target, ServerTask task) {
    target.call("CLUSTER", "MIGRATION", "CANCEL", "ID", task.id());
    Cancelled atTarget = Cancelled.leaving(task(target, task.id()));
    if (atTarget == Cancelled.ENDED) {
      source.call("CLUSTER", "MIGRATION", "CANCEL", "ID", task.id());
    }
    return atTarget;
  }

  @Override
  public boolean trimming(NodeCall node) {
    return InfoParser.parse(node.call("CLUSTER", "INFO").text())
            .count("cluster_slot_migration_active_trim_running")
        > 0;
  }
}
