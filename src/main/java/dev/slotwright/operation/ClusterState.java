package dev.slotwright.operation;

import dev.slotwright.event.Event;
import dev.slotwright.event.EventRecord;
import dev.slotwright.judgement.History;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What outlives the controller: what was intended, what was done, what has still to be told.
 *
 * @param history for judgements
 * @param operation in flight
 * @param waiting what it waits for
 * @param retries what is tried again, and when
 * @param tally what it has moved
 * @param replicas {@code spec.replicas} as it was seen last, to notice other hands
 * @param steering what operators want of the operation in flight
 * @param handOvers of masters whose pods are to be deleted
 * @param outbox events that the broker has not confirmed
 */
public record ClusterState(
    History history,
    Optional<Operation> operation,
    Optional<Waiting> waiting,
    Retries retries,
    Tally tally,
    Optional<Integer> replicas,
    Steering steering,
    HandOvers handOvers,
    Outbox outbox) {

  /** Records of versions that knew no steering, or no hand-overs, have none. */
  public ClusterState {
    steering = steering == null ? Steering.NONE : steering;
    handOvers = handOvers == null ? HandOvers.NONE : handOvers;
  }

  /** A cluster that was never looked after. */
  public static final ClusterState NEW =
      new ClusterState(
          History.NONE,
          Optional.empty(),
          Optional.empty(),
          Retries.NONE,
          Tally.ZERO,
          Optional.empty(),
          Steering.NONE,
          HandOvers.NONE,
          Outbox.EMPTY);

  public ClusterState with(History newHistory) {
    return new ClusterState(
        newHistory, operation, waiting, retries, tally, replicas, steering, handOvers, outbox);
  }

  /** The operation begins, or has taken a decision. */
  ClusterState with(Operation newOperation) {
    return new ClusterState(
        history,
        Optional.of(newOperation),
        waiting,
        retries,
        tally,
        replicas,
        steering,
        handOvers,
        outbox);
  }

  /** An operation begins; what is told late of the one before does not count for it. */
  ClusterState begin(Operation operation) {
    return new ClusterState(
        history.withoutApproval(),
        Optional.of(operation),
        Optional.empty(),
        retries.move(Optional.empty()).closing(Optional.empty()),
        Tally.ZERO,
        replicas,
        Steering.NONE,
        handOvers,
        outbox);
  }

  /** No operation any more. */
  ClusterState idle() {
    return new ClusterState(
        history,
        Optional.empty(),
        Optional.empty(),
        retries.move(Optional.empty()).closing(Optional.empty()),
        Tally.ZERO,
        replicas,
        Steering.NONE,
        handOvers,
        outbox);
  }

  ClusterState waiting(Optional<Waiting> newWaiting) {
    return new ClusterState(
        history, operation, newWaiting, retries, tally, replicas, steering, handOvers, outbox);
  }

  ClusterState retries(Retries newRetries) {
    return new ClusterState(
        history, operation, waiting, newRetries, tally, replicas, steering, handOvers, outbox);
  }

  public ClusterState replicas(int newReplicas) {
    return new ClusterState(
        history,
        operation,
        waiting,
        retries,
        tally,
        Optional.of(newReplicas),
        steering,
        handOvers,
        outbox);
  }

  ClusterState steering(Steering newSteering) {
    return new ClusterState(
        history, operation, waiting, retries, tally, replicas, newSteering, handOvers, outbox);
  }

  ClusterState with(HandOvers newHandOvers) {
    return new ClusterState(
        history, operation, waiting, retries, tally, replicas, steering, newHandOvers, outbox);
  }

  /** Whether anything is in the middle, so that an old observation will not do. */
  public boolean underWay() {
    return operation.isPresent() || handOvers.begun().isPresent();
  }

  /** Adds events to what has to be told; moved slots count for the operation in flight. */
  public ClusterState tell(String cluster, Instant at, List<? extends Event> events) {
    Tally sum = tally;
    for (Event event : events) {
      if (event instanceof Event.SlotsMoved moved) {
        sum = sum.plus(moved.count(), moved.bytes());
      }
    }
    return events.isEmpty()
        ? this
        : new ClusterState(
            history,
            operation,
            waiting,
            retries,
            sum,
            replicas,
            steering,
            handOvers,
            outbox.plus(cluster, at, events));
  }

  /** The broker has confirmed these. */
  public ClusterState told(Collection<EventRecord> events) {
    return new ClusterState(
        history,
        operation,
        waiting,
        retries,
        tally,
        replicas,
        steering,
        handOvers,
        outbox.minus(Set.copyOf(events)));
  }
}
