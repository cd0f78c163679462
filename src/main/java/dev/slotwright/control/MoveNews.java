package dev.slotwright.control;

import dev.slotwright.cluster.SlotSet;
import dev.slotwright.event.Event;
import dev.slotwright.operation.MoveFigures;
import dev.slotwright.plan.SlotMove;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Tells what the mover does as events of an operation.
 *
 * @param operation its id
 */
record MoveNews(String operation, Consumer<Event> told) implements MoveListener {
  @Override
  public void moved(SlotMover.Moved moved) {
    SlotMove move = moved.move();
    told.accept(
        new Event.SlotsMoved(
            operation,
            move.from().value(),
            move.to().value(),
            move.slots().toString(),
            move.slots().size(),
            moved.keys(),
            move.bytes(),
            moved.estimated(),
            moved.longestPauseMillis(),
            Optional.of(MoveFigures.word(moved.transport())),
            moved.seconds()));
  }

  @Override
  public void fellBack(FellBack fallback) {
    told.accept(
        new Event.TransportFellBack(
            operation,
            fallback.from().value(),
            fallback.to().value(),
            MoveFigures.word(fallback.wanted()),
            MoveFigures.word(fallback.taken()),
            fallback.reason()));
  }

  @Override
  public void withdrawn(Withdrawn withdrawn) {
    told.accept(
        new Event.SlotsWithdrawn(
            operation,
            withdrawn.from().value(),
            withdrawn.to().value(),
            ranges(withdrawn.returned()),
            ranges(withdrawn.leftOpen()),
            withdrawn.reason()));
  }

  @Override
  public void warned(Warning warning) {
    told.accept(new Event.Warned(warning.code(), warning.message()));
  }

  private static Optional<String> ranges(SlotSet slots) {
    return slots.isEmpty() ? Optional.empty() : Optional.of(slots.toString());
  }
}
