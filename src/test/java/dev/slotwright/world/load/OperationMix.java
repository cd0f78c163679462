package dev.slotwright.world.load;

import dev.slotwright.world.load.Operation.Action;
import io.lettuce.core.cluster.SlotHash;
import java.util.SplittableRandom;

/** Chooses what comes next: which work the phase wants, and a key to do it on. */
final class OperationMix {
  private final Ledger ledger;
  private final SplittableRandom random;

  OperationMix(Ledger ledger, long seed) {
    this.ledger = ledger;
    this.random = new SplittableRandom(seed);
  }

  /** The next operation; the key may be busy with an earlier one. */
  Operation next(Phase phase, long intendedNanos) {
    Phase.Work work = phase.work(random.nextInt(100), ledger.bytes());
    if (work == Phase.Work.CREATE || ledger.liveEntries() == 0) {
      return operation(Action.WRITE, ledger.newEntry(), intendedNanos);
    }
    int ordinal = ledger.liveEntry(random.nextInt(ledger.liveEntries()));
    boolean full = ledger.keys().kind(ordinal).full(ledger.version(ordinal));
    Action action =
        switch (work) {
          case DELETE -> Action.DELETE;
          case UPDATE -> full ? Action.READ : Action.WRITE;
          case READ, CREATE -> Action.READ;
        };
    return operation(action, ordinal, intendedNanos);
  }

  private Operation operation(Action action, int ordinal, long intendedNanos) {
    int slot = SlotHash.getSlot(ledger.keys().names(ordinal)[0]);
    return new Operation(action, ordinal, slot, intendedNanos);
  }
}
