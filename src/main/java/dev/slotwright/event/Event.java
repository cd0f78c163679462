package dev.slotwright.event;

import dev.slotwright.judgement.Reason;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Something that was decided or done. The type on the wire is {@code dev.slotwright.} + {@link
 * #type()} + {@code .v1}; fields are described in {@code docs/asyncapi.yaml}.
 */
public sealed interface Event {
  /** For example {@code verdict} or {@code operation.started}. */
  default String type() {
    return switch (this) {
      case VerdictReached e -> "verdict";
      case OperationStarted e -> "operation.started";
      case StepTaken e -> "operation.step";
      case SlotsMoved e -> "slots.moved";
      case SlotsWithdrawn e -> "slots.withdrawn";
      case MasterReplaced e -> "master.replaced";
      case MovePaced e -> "move.paced";
      case TransportFellBack e -> "move.fallback";
      case OperationBlocked e -> "operation.blocked";
      case OperationCompleted e -> "operation.completed";
      case OperationAborted e -> "operation.aborted";
      case PolicyLoaded e -> "policy.loaded";
      case PolicyRejected e -> "policy.rejected";
      case PolicyRemoved e -> "policy.removed";
      case Audited e -> "audit";
      case Warned e -> "warning";
      case Merged e -> "merged";
    };
  }

  /**
   * A judgement whose outcome, reason or numbers differ from the one before.
   *
   * @param verdict {@code scale-out}, {@code scale-in}, {@code rebalance} or {@code hold}
   * @param code the deciding reason
   * @param shards now
   * @param target wanted
   * @param planHash of the plan, where there is one: what an approval names
   * @param planBytes to move, where there is a plan
   * @param planSlots to move, where there is a plan
   * @param estimated whether {@code planBytes} is an estimate
   * @param policy name of the policy
   * @param policyHash version of the policy
   * @param newestSample when the newest sample that counted was measured
   * @param newestArrival when the newest sample that counted was put on the topic
   * @param reasons the whole chain
   */
  record VerdictReached(
      String verdict,
      String code,
      int shards,
      int target,
      Optional<String> planHash,
      long planBytes,
      int planSlots,
      boolean estimated,
      String policy,
      String policyHash,
      Optional<Instant> newestSample,
      Optional<Instant> newestArrival,
      List<Reason> reasons)
      implements Event {}

  /**
   * An operation was begun.
   *
   * @param operation its id
   * @param kind {@code form}, {@code scale-out}, {@code scale-in} or {@code rebalance}
   * @param fromShards before
   * @param toShards afterwards
   * @param cause the deciding reason in words
   */
  record OperationStarted(String operation, String kind, int fromShards, int toShards, String cause)
      implements Event {}

  /**
   * A command was carried out.
   *
   * @param operation its id
   * @param step such as {@code meet}, {@code attach}, {@code promote}, {@code forget}
   * @param subject whom it was done to
   * @param detail the rest, in words
   */
  record StepTaken(String operation, String step, String subject, String detail) implements Event {}

  /**
   * Slots have a new owner.
   *
   * @param operation its id
   * @param from node id
   * @param to node id
   * @param slots such as {@code 0-99,205}
   * @param count of slots
   * @param keys that were moved
   * @param bytes memory of these keys, as the server accounts it
   * @param estimated whether {@code bytes} is an estimate
   * @param longestPauseMillis of the MIGRATE calls
   * @param transport {@code migrate} or {@code atomic}; empty in records of versions that had one
   * @param seconds from their opening to their new owner
   */
  record SlotsMoved(
      String operation,
      String from,
      String to,
      String slots,
      int count,
      long keys,
      long bytes,
      boolean estimated,
      double longestPauseMillis,
      Optional<String> transport,
      double seconds)
      implements Event {}

  /**
   * The move of slots that were open was given up.
   *
   * @param operation its id
   * @param from node id
   * @param to node id
   * @param returned slots that are closed at {@code from}, such as {@code 0-99,205}; which has all
   *     their keys
   * @param leftOpen slots that are still open between the two, until the next repair
   * @param reason in words
   */
  record SlotsWithdrawn(
      String operation,
      String from,
      String to,
      Optional<String> returned,
      Optional<String> leftOpen,
      String reason)
      implements Event {}

  /**
   * A replica has taken the place of a master whose pod is to be deleted.
   *
   * @param pod the old master's
   * @param from node id of the old master
   * @param to node id of the new one
   * @param slots that the new one owns
   * @param seconds from the decision until it was seen done
   */
  record MasterReplaced(String pod, String from, String to, int slots, double seconds)
      implements Event {}

  /**
   * Somebody changed the pace of an operation's moves.
   *
   * @param operation its id
   * @param change {@code pause}, {@code resume}, {@code slower}, {@code faster} or {@code abort}
   * @param paused whether nothing moves from now on
   * @param share of the time that may be spent on moving keys, 0.05 to 1
   * @param by who
   */
  record MovePaced(String operation, String change, boolean paused, double share, String by)
      implements Event {}

  /**
   * Slots between two nodes go on with another transport.
   *
   * @param operation its id
   * @param from node id
   * @param to node id
   * @param wanted {@code atomic} or {@code migrate}
   * @param taken instead
   * @param reason in words
   */
  record TransportFellBack(
      String operation, String from, String to, String wanted, String taken, String reason)
      implements Event {}

  /** An operation waits for something; told once per reason. */
  record OperationBlocked(String operation, String kind, String reason) implements Event {}

  /** An operation reached its goal. */
  record OperationCompleted(
      String operation, String kind, int shards, int slotsMoved, long bytesMoved, long seconds)
      implements Event {}

  /** An operation was given up; the cluster is whole, with no open slot of ours. */
  record OperationAborted(String operation, String kind, String reason) implements Event {}

  /** A policy came into force. */
  record PolicyLoaded(String policy, String file, String hash, String cluster, String mode)
      implements Event {}

  /**
   * A policy file was refused; the last good one stays in force.
   *
   * @param file its name
   * @param line where, 1 or more; 0 when it concerns the whole file
   * @param problem what is wrong
   * @param expected what would be right
   */
  record PolicyRejected(String file, int line, String problem, String expected) implements Event {}

  /** A policy file is gone; its cluster is left as it is. */
  record PolicyRemoved(String policy, String file, String cluster) implements Event {}

  /**
   * Somebody used the API.
   *
   * @param action {@code pause}, {@code resume}, {@code approve} or {@code move-} and a change of
   *     pace
   * @param by who
   * @param detail what exactly
   */
  record Audited(String action, String by, String detail) implements Event {}

  /**
   * Something that people should know of.
   *
   * @param code such as {@code workload-changed}, {@code silent-node}, {@code pass-not-finished},
   *     {@code master-not-handed-over}
   * @param message what, where and what to do
   */
  record Warned(String code, String message) implements Event {}

  /**
   * Events that did not fit into the outbox during an outage.
   *
   * @param counts how many of each type
   */
  record Merged(Map<String, Integer> counts) implements Event {}
}
