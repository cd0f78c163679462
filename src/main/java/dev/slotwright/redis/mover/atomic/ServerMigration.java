package dev.slotwright.redis.mover.atomic;

import dev.slotwright.cluster.NodeId;
import dev.slotwright.cluster.SlotSet;
import dev.slotwright.redis.Offers;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The protocol that a server offers. */
public sealed interface ServerMigration permits RedisMigration, ValkeyMigration {
  /** How many ranges one task may have; adjacent ranges count as one. */
  int mostRanges();

  /**
   * Begins a task and returns its id.
   *
   * @throws dev.slotwright.redis.ServerErrorException when the server does not begin it
   */
  String start(NodeCall source, NodeCall target, NodeId targetId, SlotSet slots);

  /** What the node remembers of tasks that it takes or took part in, the newest first. */
  List<ServerTask> tasks(NodeCall node);

  /** One of them; empty where the node does not know it. */
  Optional<ServerTask> task(NodeCall node, String id);

  /** Whether the target remembers a task from its beginning, else the source does. */
  boolean drivenByTarget();

  /**
   * Has a task end without effect. The target is told first: once it has let go it cannot take the
   * slots any more, and only then may the source accept writes to them again. A source that is told
   * first could acknowledge writes that the target, which takes over meanwhile, never sees.
   *
   * @throws dev.slotwright.control.UnreachableException when the target does not answer: then the
   *     source was not told
   */
  Cancelled cancel(NodeCall source, NodeCall target, ServerTask task);

  /** What came of {@link #cancel}. */
  enum Cancelled {
    /** It has ended at both ends. */
    ENDED,
    /** The target was faster and owns the slots. */
    TOO_LATE,
    /** The target still works on it. */
    NOT_YET;

    /** By what the target says of the task after it was told; the source has its turn then. */
    static Cancelled leaving(Optional<ServerTask> atTarget) {
      if (atTarget.filter(task -> task.stage() == ServerTask.Stage.COMPLETED).isPresent()) {
        return TOO_LATE;
      }
      return atTarget.filter(ServerTask::inFlight).isPresent() ? NOT_YET : ENDED;
    }
  }

  /** Whether the node is still deleting keys of slots that it has lost or did not get. */
  boolean trimming(NodeCall node);

  /** The command by which the protocol is found, as {@code cluster|migration}. */
  String command();

  /** The protocols in words, for messages. */
  String OFFERS =
      "CLUSTER MIGRATION (Redis 8.4 and newer), CLUSTER MIGRATESLOTS (Valkey 9 and newer)";

  /** What the node offers, by its own word; versions do not tell. */
  static Optional<ServerMigration> offered(NodeCall node) {
    return Stream.<ServerMigration>of(new RedisMigration(), new ValkeyMigration())
        .filter(protocol -> Offers.listed(node.call("COMMAND", "INFO", protocol.command())))
        .findFirst();
  }
}
