package dev.slotwright.redis.mover;

import dev.slotwright.cluster.SlotSet;
import dev.slotwright.control.RefusedException;
import dev.slotwright.control.UnreachableException;
import dev.slotwright.redis.ServerErrorException;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;

/**
 * Tries a piece of work until it is done. Whatever goes wrong on the way, both ends are found and
 * read again and the work goes on from what they say, as long as that makes progress within the
 * patience of the settings.
 */
final class Settling {
  private static final Logger LOG = Logger.getLogger(Settling.class);

  private final OrderContext order;
  private final LongSupplier clock;
  private final LongSupplier progress;

  /** What is tried. */
  interface Work {
    /** The pair as it is now. */
    Pair pair();

    /** Finds both ends anew; {@link #pair} may be another afterwards. */
    void seek(SlotSet slots);

    /** One try, from what both ends say. */
    void attempt(SlotSet slots);
  }

  /**
   * @param clock in nanoseconds, for the patience
   * @param progress grows with what has been done; each growth starts the patience anew
   */
  Settling(OrderContext order, LongSupplier clock, LongSupplier progress) {
    this.order = order;
    this.clock = clock;
    this.progress = progress;
  }

  /**
   * @throws MoveFailure when nothing has moved for as long as the patience lasts, or a node refuses
   */
  void settle(SlotSet slots, Work work) {
    long progressAt = clock.getAsLong();
    long done = progress.getAsLong();
    Duration pause = Waiting.SHORTEST;
    boolean again = false;
    while (true) {
      try {
        if (again) {
          work.seek(slots);
        }
        work.attempt(slots);
        return;
      } catch (Unsettled | UnreachableException | ServerErrorException e) {
        Waiting.checkInterrupted();
        again = true;
        order.progress().retried(Unsettled.causeOf(e));
        if (progress.getAsLong() > done) {
          done = progress.getAsLong();
          progressAt = clock.getAsLong();
          pause = Waiting.SHORTEST;
        }
        if (clock.getAsLong() - progressAt > order.settings().patience().toNanos()) {
          throw MoveFailure.passing(e.getMessage(), e);
        }
        LOG.warnf(
            "slots not settled yet pair=%s slots=%s why=%s",
            work.pair().name(), slots, e.getMessage());
        Waiting.pause(pause);
        pause = Waiting.longer(pause);
      } catch (RefusedException e) {
        throw MoveFailure.lasting(e.getMessage());
      }
    }
  }
}
