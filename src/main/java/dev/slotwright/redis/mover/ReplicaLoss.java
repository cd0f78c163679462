package dev.slotwright.redis.mover;

import dev.slotwright.control.MoveListener;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import org.jboss.logging.Logger;

/**
 * Whether what a target takes is still copied to anybody. Its last replica that goes away in
 * mid-move is waited for: every batch more would be on one node only, and the window of what is
 * lost with it would have no bound. As the preflight does, which lets no order begin so.
 *
 * <p>Not waited for: by an order that is being aborted, for what is half moved has to be finished;
 * once the replicas are forgotten, and by a target that had none to begin with, which is the
 * operator's choice, or has taken a dead master's place, or is given what a repair finishes.
 */
final class ReplicaLoss {
  /** Of warnings; stable. */
  static final String CODE = "target-unreplicated";

  private static final Logger LOG = Logger.getLogger(ReplicaLoss.class);
  private static final Duration POLL = Duration.ofMillis(100);

  private final NodeLine target;
  private final Duration patience;
  private final BooleanSupplier stopping;
  private final Consumer<MoveListener.Warning> warned;
  private boolean had;
  private boolean succeeded;
  private boolean accepted;

  /**
   * @param patience how long a replica may be away until the move fails
   * @param stopping whether the order is being aborted
   */
  ReplicaLoss(
      NodeLine target,
      Duration patience,
      BooleanSupplier stopping,
      Consumer<MoveListener.Warning> warned) {
    this.target = target;
    this.patience = patience;
    this.stopping = stopping;
    this.warned = warned;
  }

  /** Goes on where another left off; with another target than that one's its successor. */
  void inherit(ReplicaLoss before) {
    if (before.target.address().equals(target.address())) {
      had = before.had;
      accepted = before.accepted;
      succeeded = before.succeeded;
    } else {
      succeeded = before.had;
    }
  }

  /**
   * @param online how many replicas the target has now
   * @param again asks for it once more
   * @throws MoveFailure when the last one stays away
   */
  void look(int online, IntSupplier again) {
    if (online > 0) {
      had = true;
      accepted = false;
    } else if (!accepted) {
      List<String> known = known();
      if (known.isEmpty()) {
        goOn(
            had || succeeded,
            had
                ? "has no replica any more, all were forgotten"
                : "has no replica: it has taken its master's place");
      } else if (!had) {
        goOn(true, "has no replica online (%s)".formatted(String.join(", ", known)));
      } else {
        await(String.join(", ", known), again);
      }
    }
  }

  private void await(String known, IntSupplier again) {
    warn("has lost its last replica (%s): the next batch waits for one".formatted(known));
    long begin = System.nanoTime();
    while (again.getAsInt() == 0) {
      if (stopping.getAsBoolean()) {
        goOn(true, "has no replica (%s), and the order is being stopped".formatted(known));
        return;
      }
      if (known().isEmpty()) {
        goOn(true, "has no replica any more, all were forgotten");
        return;
      }
      if (System.nanoTime() - begin > patience.toNanos()) {
        throw MoveFailure.passing(
            ("the target %s has had no replica for %d s (%s): what moves there would be on one node"
                    + " only; bring a replica back, or forget those that are gone for good")
                .formatted(target.address(), patience.toSeconds(), known),
            null);
      }
      Waiting.pause(POLL);
    }
    LOG.infof("target has a replica again, the move goes on target=%s", target.address());
  }

  private void goOn(boolean told, String why) {
    accepted = true;
    if (told) {
      warn(why + ": what moves there now is on one node only, and lost with it");
    }
  }

  private void warn(String what) {
    warned.accept(
        new MoveListener.Warning(CODE, "the target %s %s".formatted(target.address(), what)));
  }

  /** Replicas that the target knows of, living or not. */
  private List<String> known() {
    SelfView view = Pair.view(target.ask(List.of(SetSlot.NODES)).getFirst());
    return view.replicas()
        .map(peer -> peer.id().brief() + " at " + peer.address())
        .sorted()
        .toList();
  }
}
