package dev.slotwright.redis.mover;

import dev.slotwright.cluster.Address;
import dev.slotwright.control.RefusedException;
import dev.slotwright.control.UnreachableException;
import dev.slotwright.redis.Reply;
import dev.slotwright.redis.ServerErrorException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * A master that gives its last slot away becomes a replica of the taker, its replicas too, each
 * with a full resync, unless {@code cluster-allow-replica-migration} is off. It is off on these
 * nodes while they are drained. Redis 6.0 does not have it: there they change sides.
 */
final class ReplicaMigration implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(ReplicaMigration.class);
  private static final String NAME = "cluster-allow-replica-migration";

  private final OrderContext order;
  private final List<Address> changed = new ArrayList<>();

  ReplicaMigration(OrderContext order) {
    this.order = order;
  }

  void forbid(Collection<Address> nodes) {
    for (Address node : nodes) {
      try (NodeLine line = order.line(node)) {
        List<Reply> now = line.call("CONFIG", "GET", NAME).items();
        if (now.size() == 2 && now.get(1).text().equals("yes")) {
          line.call("CONFIG", "SET", NAME, "no");
          changed.add(node);
        }
      } catch (RefusedException | ServerErrorException | UnreachableException e) {
        LOG.warnf("replica migration not switched off node=%s why=%s", node, e.getMessage());
      }
    }
  }

  /** Puts the setting back where it was on. */
  @Override
  public void close() {
    for (Address node : changed) {
      try (NodeLine line = order.line(node)) {
        line.call("CONFIG", "SET", NAME, "yes");
      } catch (RefusedException | ServerErrorException | UnreachableException e) {
        LOG.warnf("replica migration not switched on again node=%s why=%s", node, e.getMessage());
      }
    }
  }
}
