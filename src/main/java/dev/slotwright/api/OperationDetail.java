package dev.slotwright.api;

import dev.slotwright.control.ClusterStatus;
import dev.slotwright.operation.ClusterState;
import dev.slotwright.operation.Header;
import dev.slotwright.operation.MoveFigures;
import dev.slotwright.operation.MovePace;
import dev.slotwright.operation.MoveStatus;
import dev.slotwright.operation.Operation;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

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
 * @param pace of its moves, as asked for
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
    Pace pace,
    Move move) {

  /**
   * How fast slots may move.
   *
   * @param paused nothing moves
   * @param share of the time that may be spent on moving keys, 0.05 to 1
   */
  public record Pace(boolean paused, double share) {
    static Pace of(MovePace pace) {
      return new Pace(pace.paused(), pace.share());
    }
  }

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
   * @param carriage how the keys are carried
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
      Optional<String> problem,
      Carriage carriage) {

    static Move of(MoveStatus status) {
      return switch (status) {
        case MoveStatus.Idle idle -> of("idle", idle.progress(), Optional.empty());
        case MoveStatus.Running(var progress) -> of("running", progress, Optional.empty());
        case MoveStatus.Done(var progress) -> of("done", progress, Optional.empty());
        case MoveStatus.Failed(var progress, var reason, var retryable, var full) ->
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
          problem,
          Carriage.of(progress.figures()));
    }
  }

  /**
   * How the keys of the order are carried.
   *
   * @param transport {@code migrate}, {@code atomic} or {@code atomic+migrate}
   * @param fallback why atomic was not used for the newest pair that wanted it
   * @param batchKeys that one MIGRATE batch may hold right now
   * @param batchBytes likewise
   * @param batches how many have been sent
   * @param migrateMillisP50 bound of the histogram's bucket with the median batch
   * @param migrateMillisP99 likewise; absent when it lies above the last bound
   * @param retries how often something was done once more, by cause
   */
  public record Carriage(
      Optional<String> transport,
      Optional<String> fallback,
      int batchKeys,
      long batchBytes,
      long batches,
      Optional<Double> migrateMillisP50,
      Optional<Double> migrateMillisP99,
      Map<String, Long> retries) {

    static Carriage of(MoveFigures figures) {
      Map<String, Long> retries = new TreeMap<>();
      figures.retries().forEach((cause, count) -> retries.put(cause.word(), count));
      return new Carriage(
          figures.transport(),
          figures.fallback(),
          figures.batchKeys(),
          figures.batchBytes(),
          figures.migrates().count(),
          bound(figures, 0.5),
          bound(figures, 0.99),
          retries);
    }

    private static Optional<Double> bound(MoveFigures figures, double share) {
      double bound = figures.migrates().quantileBound(share);
      return Double.isFinite(bound) && bound > 0 ? Optional.of(bound) : Optional.empty();
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
        Pace.of(state.steering().pace()),
        Move.of(status.move()));
  }
}
