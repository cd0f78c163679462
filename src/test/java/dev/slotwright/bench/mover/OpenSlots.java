package dev.slotwright.bench.mover;

import dev.slotwright.world.redis.ClusterNode;
import java.time.Duration;
import java.util.function.IntConsumer;

/**
 * All slots of a transfer opened, or given away, at once; what ceilings leave out of their time.
 */
final class OpenSlots {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  private OpenSlots() {}

  /** IMPORTING at the target, then MIGRATING at the source where the caller needs it. */
  static void open(SlotTransfer transfer, boolean migrating) {
    setSlot(transfer, transfer.target(), "IMPORTING", transfer.source().id());
    if (migrating) {
      setSlot(transfer, transfer.source(), "MIGRATING", transfer.target().id());
    }
  }

  /** The target takes the emptied slots, then the source lets go. */
  static void hand(SlotTransfer transfer) {
    setSlot(transfer, transfer.target(), "NODE", transfer.target().id());
    setSlot(transfer, transfer.source(), "NODE", transfer.target().id());
  }

  private static void setSlot(SlotTransfer transfer, ClusterNode at, String what, String node) {
    try (RespPipe pipe = new RespPipe(at.address(), at.port(), TIMEOUT)) {
      eachSlot(
          transfer, slot -> pipe.command("CLUSTER", "SETSLOT", Integer.toString(slot), what, node));
      pipe.flush();
      eachSlot(transfer, slot -> pipe.expect("+OK"));
    }
  }

  private static void eachSlot(SlotTransfer transfer, IntConsumer action) {
    for (int slot = transfer.first(); slot <= transfer.last(); slot++) {
      action.accept(slot);
    }
  }
}
