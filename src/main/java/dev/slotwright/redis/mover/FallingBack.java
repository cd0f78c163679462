package dev.slotwright.redis.mover;

import dev.slotwright.cluster.SlotSet;
import dev.slotwright.control.MoveListener;
import dev.slotwright.control.RefusedException;
import dev.slotwright.control.UnreachableException;
import dev.slotwright.policy.Execution;
import dev.slotwright.redis.ServerErrorException;
import org.jboss.logging.Logger;

/**
 * The servers' own migration as long as it works, then MIGRATE for what is left of the pair; only
 * where the order leaves the choice.
 */
final class FallingBack implements PairTransport {
  private static final Logger LOG = Logger.getLogger(FallingBack.class);

  private final OrderContext order;
  private final PairSeeker seeker;
  private final AtomicPair atomic;

  FallingBack(OrderContext order, PairSeeker seeker, AtomicPair atomic) {
    this.order = order;
    this.seeker = seeker;
    this.atomic = atomic;
  }

  @Override
  public void move(SlotSet slots) {
    try {
      atomic.move(slots);
    } catch (TaskFailed e) {
      if (order.execution().transport() == Execution.Transport.ATOMIC) {
        throw MoveFailure.passing("transport atomic keeps failing: " + e.getMessage(), e);
      }
      migrate(slots.minus(atomic.finished()), e);
    }
  }

  private void migrate(SlotSet left, TaskFailed why) {
    Pair pair = atomic.pair();
    LOG.warnf(
        "transport fell back pair=%s from=atomic to=migrate slots=%s why=%s",
        pair.name(), left, why.getMessage());
    order.fellBack(
        new MoveListener.FellBack(
            pair.sourceId(),
            pair.targetId(),
            Execution.Transport.ATOMIC,
            Execution.Transport.MIGRATE,
            "the servers' own migration keeps failing: " + why.getMessage()));
    try {
      prove(pair, left);
      try (PairMover mover = new PairMover(order, seeker, pair)) {
        mover.move(left);
      }
    } catch (Unsettled | UnreachableException | ServerErrorException e) {
      throw MoveFailure.passing(e.getMessage(), e);
    } catch (RefusedException e) {
      throw MoveFailure.lasting(e.getMessage());
    }
  }

  /** What the preflight looks at for MIGRATE alone. */
  private void prove(Pair pair, SlotSet left) {
    HeadRoom.requireOneDatabase(pair.source());
    new TargetRoom(pair).requireFor(left);
    SelfView source = pair.readSource();
    left.intersect(source.slots()).stream()
        .filter(slot -> source.migratingTo(slot).isEmpty())
        .findFirst()
        .ifPresent(slot -> new Canary(pair, order).prove(slot));
  }

  @Override
  public void close() {
    atomic.close();
  }
}
