package dev.slotwright.redis.mover;

import dev.slotwright.control.RefusedException;
import dev.slotwright.redis.Request;
import dev.slotwright.redis.ServerErrorException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * Proves with a throw-away key that the source reaches the target, may log in there, and that the
 * target understands what the source dumps.
 *
 * <p>Safe because the slot is opened at the target only: the source serves all of it as before and
 * sends nobody to the target. The key is copied, not moved; it expires by itself should this
 * process die in between, and an IMPORTING left behind is closed by repair as the slot is empty
 * there.
 */
final class Canary {
  private static final Logger LOG = Logger.getLogger(Canary.class);
  private static final Duration LIFE = Duration.ofSeconds(10);

  private final Pair pair;
  private final OrderContext order;

  Canary(Pair pair, OrderContext order) {
    this.pair = pair;
    this.order = order;
  }

  /**
   * Copies the key and removes it again.
   *
   * @param slot owned by the source and open nowhere, without keys at the target
   * @throws MoveFailure when the copy was refused
   */
  void fly(int slot) {
    String name = "slotwright:canary:{" + KeySlot.tagOf(slot) + "}";
    Key key = new Key(slot, name.getBytes(StandardCharsets.US_ASCII));
    String life = Long.toString(LIFE.toMillis());
    Answer set = one(pair.source(), Request.of("SET", name, "1", "PX", life, "NX"));
    if (set.error().startsWith("OOM")) {
      LOG.infof("canary not possible, source is full pair=%s", pair.name());
      return;
    }
    set.orThrow();
    pair.target().ask(List.of(SetSlot.importing(slot, pair.sourceId()))).getFirst().orThrow();
    Answer copied;
    try {
      Duration timeout = order.settings().migrateTimeout();
      Request copy = MigrateCall.copy(pair.target().address(), timeout, order.credentials(), key);
      copied = one(pair.source(), copy);
    } finally {
      remove(slot, name);
    }
    if (copied.erred()) {
      throw refusal(copied);
    }
  }

  /** STABLE before the count: what comes later is refused by the target. */
  private void remove(int slot, String name) {
    one(pair.source(), Request.of("DEL", name));
    List<Answer> answers =
        pair.target()
            .ask(
                List.of(
                    Request.of("ASKING"),
                    Request.of("DEL", name),
                    SetSlot.stable(slot),
                    SetSlot.count(slot)));
    answers.get(2).orThrow();
    if (answers.get(3).orThrow().number() > 0) {
      throw new Unsettled("keys of slot " + slot + " appeared at " + pair.target().address());
    }
  }

  private MoveFailure refusal(Answer copied) {
    String what =
        "a test key could not be copied from %s to %s: %s"
            .formatted(pair.source().address(), pair.target().address(), copied.error());
    return switch (MigrateOutcome.of(copied)) {
      case UNKNOWN ->
          MoveFailure.passing(
              what
                  + ": check that the source reaches the target's port; with tls-cluster yes that is"
                  + " the TLS port, which nodes tell only who speaks TLS with them",
              null);
      case TRANSIENT, NOT_OPEN -> MoveFailure.passing(what, null);
      case OUT_OF_MEMORY ->
          MoveFailure.targetFull(what + ": raise the target's maxmemory, or add a master");
      case MOVED, BUSY_KEY, DENIED ->
          MoveFailure.lasting(
              what
                  + ": both nodes have to accept the same user and password, with +migrate"
                  + " +restore-asking +select, and the target must not be older than the source");
    };
  }

  private static Answer one(NodeLine line, Request request) {
    return line.ask(List.of(request)).getFirst();
  }

  /** As {@link #fly}, with what a node refuses as a failure of the order. */
  void prove(int slot) {
    try {
      fly(slot);
    } catch (RefusedException e) {
      throw MoveFailure.lasting(e.getMessage());
    } catch (ServerErrorException | Unsettled e) {
      throw MoveFailure.passing(e.getMessage(), e);
    }
  }
}
