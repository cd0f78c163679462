package dev.slotwright.api;

import dev.slotwright.control.ClusterStatus;
import dev.slotwright.operation.ClusterState;
import dev.slotwright.operation.Header;
import dev.slotwright.operation.MoveStatus;
import dev.slotwright.operation.Operation;
import java.time.Instant;
import java.util.Optional;

/**
 * What is being done to a cluster.
 *
 * @param kind {@code form}, {@code scale-out}, {@code scale-in} or {@code rebalance}
 * @param cause the deciding reason, in words
 * @param waiting what it waits for, and since when
 * @param nextTry when a move that failed is tried again
 * @param slotsMoved since it began, over all tries
 * @param bytesMoved memory of the keys in these
 * @param slotsPending still to be moved; 0 until it is planned
 * @param move what the slot mover is doing
 */
public record OperationDetail(
    String id,
    String kind,
    Instant startedAt,
    int fromShards,
    int toShards,
    String cause,
    Optional<Wait> waiting,
    Optional<Instant> nextTry,
    int slotsMoved,
    long bytesMoved,
    int slotsPending,
    Move move) {

  /** What is waited for. */
  public record Wait(String reason, Instant since) {}

  /**
   * The slot mover's order.
   *
   * @param state {@code idle}, {@code running}, {@code done} or {@code failed}
   * @param openSlots right now
   * @param longestPauseMillis of all MIGRATE calls of this order
   * @param keysPerSecond over the last seconds
   * @param secondsLeft where a rate is known
   * @param problem why it failed
   */
  public record Move(
      String state,
      int slotsTotal,
      int slotsMoved,
      long keysMoved,
      long bytesMoved,
      int openSlots,
      double longestPauseMillis,
      double keysPerSecond,
      Optional<Long> secondsLeft,
      Optional<String> problem) {

    static Move of(MoveStatus status) {
      return switch (status) {
        case MoveStatus.Idle idle -> of("idle", MoveStatus.Progress.NONE, Optional.empty());
        case MoveStatus.Running(var progress) -> of("running", progress, Optional.empty());
        case MoveStatus.Done(var progress) -> of("done", progress, Optional.empty());
        case MoveStatus.Failed(var progress, var reason, var retryable) ->
            of("failed", progress, Optional.of(reason));
      };
    }

    private static Move of(String state, MoveStatus.Progress progress, Optional<String> problem) {
      return new Move(
          state,
          progress.slotsTotal(),
          progress.slotsMoved(),
          progress.keysMoved(),
          progress.bytesMoved(),
          progress.openSlots(),
          progress.longestPauseMillis(),
          progress.keysPerSecond(),
          progress.secondsLeft(),
          problem);
    }
  }

  static Optional<OperationDetail> of(ClusterStatus status) {
    return status
        .state()
        .flatMap(state -> state.operation().map(operation -> of(operation, state, status)));
  }

  private static OperationDetail of(Operation operation, ClusterState state, ClusterStatus status) {
    Header header = operation.header();
    return new OperationDetail(
        header.id(),
        operation.kind(),
        header.startedAt(),
        header.fromShards(),
        header.toShards(),
        header.cause(),
        state.waiting().map(w -> new Wait(w.reason(), w.since())),
        state.retries().move().map(retry -> retry.notBefore()),
        state.tally().slots(),
        state.tally().bytes(),
        SlotMap.pending(status).size(),
        Move.of(status.move()));
  }
}
