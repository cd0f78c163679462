package dev.slotwright.control;

import dev.slotwright.cluster.Observation;
import dev.slotwright.event.Event;
import dev.slotwright.load.SlotBytes;
import dev.slotwright.operation.MoveStatus;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/**
 * What the slots weigh. That costs a question per slot, so it is asked now and then, and never
 * during a move. Without an answer the last weights serve; nothing is held up for them.
 */
final class SlotScale {
  private static final Logger LOG = Logger.getLogger(SlotScale.class);

  private final Connections connections;
  private final Cadence cadence;
  private final Clock clock;
  private final Consumer<Event> told;
  private SlotBytes bytes = SlotBytes.uniform(0);
  private Optional<Instant> weighedAt = Optional.empty();
  private Optional<String> problem = Optional.empty();

  SlotScale(Connections connections, Cadence cadence, Clock clock, Consumer<Event> told) {
    this.connections = connections;
    this.cadence = cadence;
    this.clock = clock;
    this.told = told;
  }

  /** Zero for every slot until they were weighed. */
  SlotBytes bytes() {
    return bytes;
  }

  Optional<SlotBytes> known() {
    return weighedAt.map(at -> bytes);
  }

  void weigh(Observation seen) {
    Instant now = clock.instant();
    boolean recent = weighedAt.filter(at -> at.plus(cadence.weigh()).isAfter(now)).isPresent();
    boolean moving = connections.move() instanceof MoveStatus.Running;
    if (recent || moving || !seen.view().stateOk() || !ownersAnswer(seen)) {
      return;
    }
    try {
      bytes = connections.redis().slotBytes(seen.view());
      weighedAt = Optional.of(now);
      problem = Optional.empty();
    } catch (RefusedException | UnreachableException e) {
      if (!problem.equals(Optional.of(e.getMessage()))) {
        problem = Optional.of(e.getMessage());
        LOG.warnf("slots not weighed reason=%s", e.getMessage());
        told.accept(new Event.Warned("slots-not-weighed", e.getMessage()));
      }
    }
  }

  private static boolean ownersAnswer(Observation seen) {
    return seen.view().owners().stream()
        .allMatch(owner -> seen.view().reports().containsKey(owner.id()));
  }
}
