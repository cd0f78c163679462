package dev.slotwright.redis.mover;

import dev.slotwright.cluster.Address;
import dev.slotwright.cluster.NodeId;
import dev.slotwright.cluster.SlotSet;
import dev.slotwright.control.Credentials;
import dev.slotwright.control.MoveListener;
import dev.slotwright.control.SettingsJournal;
import dev.slotwright.control.SlotMover;
import dev.slotwright.load.SlotBytes;
import dev.slotwright.operation.MovePace;
import dev.slotwright.policy.Execution;
import dev.slotwright.redis.NodeConnections;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/** What all pairs of one order share. */
record OrderContext(
    NodeConnections connections,
    Credentials credentials,
    LineWatch watch,
    MoverSettings settings,
    SettingsJournal journal,
    Execution execution,
    SlotBytes bytes,
    MoveProgress progress,
    MoveListener listener,
    PaceControl pace,
    AtomicBoolean stopping) {
  private static final Logger LOG = Logger.getLogger(OrderContext.class);

  NodeLine line(Address address) {
    return new NodeLine(connections, address, watch);
  }

  /** Both ends of an open slot, each in the shard that it sees itself in. */
  Pair pair(Way way, Map<NodeId, SelfView> views) {
    SelfView from = views.get(way.from());
    SelfView to = views.get(way.to());
    return new Pair(
        way.from(),
        line(from.me().address()),
        from.shard(),
        way.to(),
        line(to.me().address()),
        to.shard());
  }

  /** The same for work of which nobody is told, at full pace and to its end. */
  OrderContext aside() {
    AtomicBoolean never = new AtomicBoolean();
    PaceControl full = new PaceControl(MovePace.FULL, never);
    return new OrderContext(
        connections,
        credentials,
        watch,
        settings,
        journal,
        execution,
        bytes,
        new MoveProgress(0, 0, full),
        slots -> {},
        full,
        never);
  }

  long bytesOf(SlotSet slots) {
    return bytes.total(slots);
  }

  /** Who is told of slots with a new owner. */
  Consumer<SlotMover.Moved> moved() {
    return listener::moved;
  }

  /** Something that people should know of: told once in an order, logged as often as it happens. */
  void warned(MoveListener.Warning warning) {
    LOG.warnf("move warning code=%s why=%s", warning.code(), warning.message());
    if (progress.warned(warning.message())) {
      listener.warned(warning);
    }
  }

  /** Another transport than the one wanted: people hear of it, and why. */
  void fellBack(MoveListener.FellBack fallback) {
    progress.fellBack(fallback.reason());
    listener.fellBack(fallback);
  }

  /** Slots that were open are closed at their source again, or stay open; nothing without any. */
  void withdrawn(Pair pair, SlotSet returned, SlotSet leftOpen, String why) {
    if (!returned.isEmpty() || !leftOpen.isEmpty()) {
      listener.withdrawn(
          new MoveListener.Withdrawn(pair.sourceId(), pair.targetId(), returned, leftOpen, why));
    }
  }
}
