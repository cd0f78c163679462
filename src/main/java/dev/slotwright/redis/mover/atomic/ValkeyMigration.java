package dev.slotwright.redis.mover.atomic;

import dev.slotwright.cluster.NodeId;
import dev.slotwright.cluster.SlotSet;
import dev.slotwright.redis.ServerErrorException;
import dev.slotwright.redis.mover.atomic.ServerTask.Stage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * {@code CLUSTER MIGRATESLOTS}: begun at the source, which may have many and forks for one at a
 * time. What fails is not begun anew.
 *
 * <p>The server's own cancel is for the source and lets writes in again whatever the target is
 * about to do, so the target's end of the connection is cut first.
 */
final class ValkeyMigration implements ServerMigration {
  /** Valkey 9.0 is known to work with this many. */
  private static final int MOST_RANGES = 5;

  private static final Pattern CLIENT =
      Pattern.compile("(?m)^id=(\\d+) addr=(\\S+) laddr=(\\S+) .*? flags=(\\S+) ");
  private static final String IMPORTS = "i";
  private static final String EXPORTS = "E";

  private record Client(String id, String address, String local, String flags) {}

  @Override
  public int mostRanges() {
    return MOST_RANGES;
  }

  @Override
  public boolean drivenByTarget() {
    return false;
  }

  @Override
  public String command() {
    return "cluster|migrateslots";
  }

  @Override
  public String start(NodeCall source, NodeCall target, NodeId targetId, SlotSet slots) {
    List<String> command = List.of("CLUSTER", "MIGRATESLOTS", "SLOTSRANGE");
    source.call(RangeWords.of(command, slots, "NODE", targetId.value()));
    return tasks(source).stream()
        .filter(task -> !task.importing() && task.target().equals(targetId))
        .filter(task -> task.slots().equals(slots))
        .findFirst()
        .orElseThrow(
            () -> new IllegalStateException("the source forgot slots " + slots + " just begun"))
        .id();
  }

  @Override
  public List<ServerTask> tasks(NodeCall node) {
    return node.call("CLUSTER", "GETSLOTMIGRATIONS").items().stream()
        .map(TaskFields::of)
        .filter(ValkeyMigration::tellsBothEnds)
        .map(ValkeyMigration::task)
        .toList();
  }

  @Override
  public Optional<ServerTask> task(NodeCall node, String id) {
    return tasks(node).stream().filter(task -> task.id().equals(id)).findFirst();
  }

  /** A replica remembers what its master imported, without saying from where. */
  private static boolean tellsBothEnds(TaskFields fields) {
    return !fields.text("source_node").isEmpty() && !fields.text("target_node").isEmpty();
  }

  private static ServerTask task(TaskFields fields) {
    String state = fields.text("state");
    return new ServerTask(
        fields.text("name"),
        fields.text("operation").equals("IMPORT"),
        fields.slots("slot_ranges"),
        fields.node("source_node"),
        fields.node("target_node"),
        stage(state),
        state,
        fields.text("message"),
        0);
  }

  private static Stage stage(String state) {
    return switch (state) {
      case "success" -> Stage.COMPLETED;
      case "failed", "cancelled" -> Stage.ENDED;
      case "failover-paused", "failover-requested", "failover-granted" -> Stage.HANDING_OVER;
      default -> Stage.RUNNING;
    };
  }

  @Override
  public Cancelled cancel(NodeCall source, NodeCall target, ServerTask task) {
    cut(source, target);
    Cancelled atTarget = Cancelled.leaving(task(target, task.id()));
    // To cancel one is to cancel all of the source.
    if (atTarget == Cancelled.ENDED
        && task(source, task.id()).filter(ServerTask::inFlight).isPresent()) {
      cancelAll(source);
    }
    return atTarget;
  }

  private static void cancelAll(NodeCall source) {
    try {
      source.call("CLUSTER", "CANCELSLOTMIGRATIONS");
    } catch (ServerErrorException e) {
      if (!e.serverMessage().contains("No migrations ongoing")) {
        throw e;
      }
    }
  }

  /** The target's end of the connection that the source sends the slots on. */
  private static void cut(NodeCall source, NodeCall target) {
    Set<String> ours =
        clients(source, EXPORTS).stream().map(Client::local).collect(Collectors.toSet());
    clients(target, IMPORTS).stream()
        .filter(client -> ours.contains(client.address()))
        .forEach(client -> target.call("CLIENT", "KILL", "ID", client.id()));
  }

  private static List<Client> clients(NodeCall node, String flag) {
    List<Client> found = new ArrayList<>();
    Matcher line = CLIENT.matcher(node.call("CLIENT", "LIST").text());
    while (line.find()) {
      if (line.group(4).contains(flag)) {
        found.add(new Client(line.group(1), line.group(2), line.group(3), line.group(4)));
      }
    }
    return found;
  }

  /** It deletes at once what it has lost or did not get. */
  @Override
  public boolean trimming(NodeCall node) {
    return false;
  }
}
