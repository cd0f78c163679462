package dev.slotwright.redis.mover;

import dev.slotwright.policy.Execution;
import dev.slotwright.redis.mover.atomic.ForkMemory;
import dev.slotwright.redis.mover.atomic.ServerMigration;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * What carries the slots of one pair.
 *
 * @param protocol that both ends offer; empty when they do not offer the same
 * @param lacking why the servers' own migration is not taken; empty when it is
 */
record TransportChoice(Optional<ServerMigration> protocol, Optional<String> lacking) {
  private static final Logger LOG = Logger.getLogger(TransportChoice.class);

  /** Asks both ends. */
  static TransportChoice of(Pair pair, Execution.Transport wanted) {
    Optional<ServerMigration> atSource = ServerMigration.offered(TaskFollower.call(pair.source()));
    Optional<ServerMigration> atTarget = ServerMigration.offered(TaskFollower.call(pair.target()));
    boolean same =
        atSource.map(ServerMigration::command).equals(atTarget.map(ServerMigration::command));
    Optional<ServerMigration> protocol = same ? atSource : Optional.empty();
    if (protocol.isEmpty()) {
      String who =
          atSource.isEmpty()
              ? "the source " + pair.source().address() + " offers neither of"
              : atTarget.isEmpty()
                  ? "the target " + pair.target().address() + " offers neither of"
                  : "the ends of " + pair.name() + " offer different ones of";
      return new TransportChoice(protocol, Optional.of(who + " " + ServerMigration.OFFERS));
    }
    if (wanted == Execution.Transport.MIGRATE) {
      return new TransportChoice(protocol, Optional.of("transport migrate is ordered"));
    }
    return new TransportChoice(protocol, ForkMemory.lacking(TaskFollower.call(pair.source())));
  }

  boolean atomic() {
    return lacking.isEmpty();
  }

  /**
   * @throws MoveFailure when the order wants nothing else and it cannot be had
   */
  void require(Pair pair, Execution.Transport wanted) {
    if (wanted == Execution.Transport.ATOMIC && !atomic()) {
      throw MoveFailure.lasting(
          "transport atomic is not possible for %s: %s; transport auto takes migrate instead"
              .formatted(pair.name(), lacking.orElseThrow()));
    }
    LOG.infof(
        "transport chosen pair=%s transport=%s why=%s",
        pair.name(), atomic() ? "atomic" : "migrate", lacking.orElse("both ends offer it"));
  }
}
