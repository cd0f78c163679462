package dev.slotwright.redis.mover;

import dev.slotwright.cluster.SlotSet;
import dev.slotwright.control.RefusedException;
import dev.slotwright.control.UnreachableException;
import dev.slotwright.redis.ServerErrorException;
import java.time.Duration;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/**
 * Ends what an order that has failed left open: back where the target holds nothing, forward where
 * the source holds nothing, and in reverse where both do and the target is full. What is open
 * afterwards has to be named.
 */
final class Withdrawal {
  private static final Logger LOG = Logger.getLogger(Withdrawal.class);

  private final OrderContext order;
  private final PairSeeker seeker;
  private final Pair pair;
  private final Duration silence;
  private final Consumer<SlotSet> isOpen;
  private final Consumer<SlotSet> taken;

  /**
   * @param silence after which an end may have been replaced without knowing
   * @param isOpen is told what is still open
   * @param taken is told of slots that are the target's now
   */
  Withdrawal(
      OrderContext order,
      PairSeeker seeker,
      Pair pair,
      Duration silence,
      Consumer<SlotSet> isOpen,
      Consumer<SlotSet> taken) {
    this.order = order;
    this.seeker = seeker;
    this.pair = pair;
    this.silence = silence;
    this.isOpen = isOpen;
    this.taken = taken;
  }

  /** As far as the nodes allow; what keeps them from it is added to the failure. */
  void end(SlotSet open, MoveFailure failure) {
    try {
      SlotSet left = new SlotReturn(pair).close(open);
      isOpen.accept(left);
      if (left.isEmpty() || failure.slot().isPresent()) {
        return;
      }
      left = forward(left);
      if (!left.isEmpty() && failure.targetFull()) {
        backwards(left);
        isOpen.accept(SlotSet.EMPTY);
      }
    } catch (Unsettled
        | UnreachableException
        | ServerErrorException
        | RefusedException
        | MoveFailure e) {
      LOG.warnf("slots cannot be closed pair=%s why=%s", pair.name(), e.getMessage());
      failure.addSuppressed(e);
    }
  }

  private SlotSet forward(SlotSet slots) {
    SlotCloser closer = new SlotCloser(pair);
    SlotSet holding = closer.recheck(slots);
    SlotSet emptied = slots.minus(holding);
    if (!emptied.isEmpty()) {
      pair.requireHeard(silence);
      SelfView target = closer.take(emptied);
      new Announcement(order, pair).await(emptied, target);
      SlotSet lost = closer.outbid(emptied, closer.release(emptied), target);
      if (!lost.isEmpty()) {
        throw SlotCloser.lost(pair, lost);
      }
      taken.accept(emptied);
    }
    return holding;
  }

  private void backwards(SlotSet slots) {
    Turnaround turnaround = new Turnaround(pair);
    if (!turnaround.possible()) {
      throw new Unsettled(
          "Valkey cannot open slots in reverse: give %s memory, then repair"
              .formatted(pair.target().address()));
    }
    turnaround.turn(slots);
    LOG.infof("slots turned round, the target is full pair=%s slots=%s", pair.name(), slots);
    try (PairMover back = new PairMover(order.aside(), seeker, reversed())) {
      back.move(slots);
    }
  }

  private Pair reversed() {
    return new Pair(
        pair.targetId(),
        order.line(pair.target().address()),
        pair.targetShard(),
        pair.sourceId(),
        order.line(pair.source().address()),
        pair.sourceShard());
  }
}
