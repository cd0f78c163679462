package dev.slotwright.redis.mover;

import dev.slotwright.cluster.SlotSet;
import dev.slotwright.control.SlotMover;
import dev.slotwright.plan.SlotMove;
import dev.slotwright.policy.Execution;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jboss.logging.Logger;

/**
 * Moves the slots of one pair, a group at a time.
 *
 * <p>Each group goes through: read both ends, open, empty, look once more, target takes, source
 * lets go; again and again, see {@link Settling}.
 */
final class PairMover implements PairTransport, Settling.Work {
  private static final Logger LOG = Logger.getLogger(PairMover.class);
  private static final int RECHECKS = 10;

  private final OrderContext order;
  private final PairSeeker seeker;
  private final BatchSize size;
  private final SlotGroups groups;
  private final Settling settling;
  private Pair pair;
  private Probes probes;
  private MigrateTimeout timeout;
  private BigKeys bigKeys;
  private KeyMover keyMover;
  private GroupRoom room;
  private long keysReported;
  private long groupAt;
  private SlotSet open = SlotSet.EMPTY;

  /** What both ends said when the group before was closed, just now; null when it was not. */
  private LastSeen lastSeen;

  private SlotSet finished = SlotSet.EMPTY;

  PairMover(OrderContext order, PairSeeker seeker, Pair pair) {
    this.order = order;
    this.seeker = seeker;
    this.size = new BatchSize(order.execution().pauseBudget());
    this.groups = new SlotGroups(order);
    this.settling = new Settling(order, order.pace()::workNanos, () -> keyMover.workDone());
    use(pair);
  }

  /** Slots that are open between the two, as far as this mover knows. */
  SlotSet open() {
    return open;
  }

  /**
   * Moves the slots, or those of the groups that were begun when the order is stopped.
   *
   * @throws MoveFailure naming why, and which slots are left open if any
   */
  @Override
  public void move(SlotSet slots) {
    byGroups(slots, order.stopping()::get);
  }

  /**
   * Brings slots that are open between the two already to their end. An order that is stopped does
   * so too: those of which nothing has moved go back to their source then.
   *
   * @throws MoveFailure as {@link #move}
   */
  void finish(SlotSet begun) {
    byGroups(begun, () -> false);
  }

  private void byGroups(SlotSet slots, BooleanSupplier enough) {
    SlotSet left = slots;
    order.progress().uses(Execution.Transport.MIGRATE);
    while (!left.isEmpty()) {
      order.pace().awaitOpening();
      if (enough.getAsBoolean()) {
        return;
      }
      SlotSet group = left == slots ? groups.first(left, pair) : groups.next(left);
      moveGroup(group);
      left = left.minus(group);
    }
  }

  @Override
  public void close() {
    endProbes();
    pair.close();
  }

  private void moveGroup(SlotSet group) {
    groupAt = System.nanoTime();
    SlotSet left = group;
    Optional<MoveFailure> blamed = Optional.empty();
    while (!left.isEmpty()) {
      try {
        settling.settle(left, this);
        left = SlotSet.EMPTY;
      } catch (MoveFailure e) {
        if (e.slot().isEmpty()) {
          throw withdrawn(e);
        }
        // The slot to blame stays behind; the others are brought to their end first.
        blamed = Optional.of(blamed.orElse(e));
        left = left.minus(SlotSet.of(e.slot().orElseThrow()));
      }
    }
    if (blamed.isPresent()) {
      throw withdrawn(blamed.orElseThrow());
    }
  }

  @Override
  public Pair pair() {
    return pair;
  }

  @Override
  public void seek(SlotSet group) {
    lastSeen = null;
    use(seeker.find(pair, group));
  }

  @Override
  public void attempt(SlotSet group) {
    boolean seen = lastSeen != null && lastSeen.explains(group);
    SelfView target = seen ? lastSeen.target() : pair.readTarget();
    SelfView source = seen ? lastSeen.source() : pair.readSource();
    lastSeen = null;
    if (!seen && new Inheritance(order, seeker).claim(group.plus(finished), pair, source, target)) {
      target = pair.readTarget();
      source = pair.readSource();
    }
    SlotStates states = SlotStates.of(group, pair, source, target);
    SlotSet own = states.done().intersect(open);
    if (!own.isEmpty()) {
      requireKept(own, source, target);
    }
    skip(states.done());
    SlotOpener opener = new SlotOpener(pair);
    SlotSet fresh = order.stopping().get() ? SlotSet.EMPTY : states.fresh();
    opener.requireEmptyTarget(fresh);
    bigKeys.forget();
    // Before a slot is opened: a key that MIGRATE cannot carry would leave it half moved.
    Page listed = keyMover.list(fresh);
    SlotSet moving = fresh.plus(states.begun());
    SelfView taken = target;
    if (!moving.isEmpty()) {
      if (!fresh.isEmpty()) {
        room.require(fresh.size(), Math.max(order.bytesOf(fresh), bigKeys.total()));
      }
      isOpen(open.plus(moving));
      opener.open(moving, target, fresh);
      keyMover.empty(listed, order.stopping()::get);
      keyMover.empty(keyMover.list(states.begun()), order.stopping()::get);
      moving = moving.minus(aborted(moving));
      taken = moving.isEmpty() ? target : handOver(moving);
    }
    release(moving.plus(states.unfinished()), taken);
  }

  /**
   * Slots that an abort closes at their source, because nothing of them has moved yet: what is half
   * moved is finished, however large it is.
   */
  private SlotSet aborted(SlotSet moving) {
    if (!order.stopping().get()) {
      return SlotSet.EMPTY;
    }
    SlotSet returned = moving.minus(new SlotReturn(pair).close(moving));
    isOpen(open.minus(returned));
    order.withdrawn(pair, returned, SlotSet.EMPTY, "the order was stopped");
    return returned;
  }

  private SelfView handOver(SlotSet moving) {
    SlotCloser closer = new SlotCloser(pair);
    SlotSet holding = closer.recheck(moving);
    for (int i = 0; !holding.isEmpty(); i++) {
      if (i == RECHECKS) {
        throw new Unsettled("the source keeps finding keys in slots " + holding);
      }
      keyMover.empty(keyMover.list(holding), () -> false);
      holding = closer.recheck(moving);
    }
    keyMover.requireNothingEvicted();
    pair.requireHeard(timeout.silence());
    return closer.take(moving);
  }

  private void release(SlotSet taken, SelfView target) {
    if (!taken.isEmpty()) {
      new Announcement(order, pair).await(taken, target);
      pair.requireHeard(timeout.silence());
      SelfView source = new SlotCloser(pair).release(taken);
      requireKept(taken, source, target);
      lastSeen = LastSeen.now(source, target);
      report(taken);
    }
  }

  /** What the target could not keep is not open any more either; the rest is its own. */
  private void requireKept(SlotSet taken, SelfView source, SelfView target) {
    SlotSet lost = new SlotCloser(pair).outbid(taken, source, target);
    if (!lost.isEmpty()) {
      report(taken.minus(lost));
      isOpen(open.minus(lost));
      throw SlotCloser.lost(pair, lost);
    }
  }

  /** Slots that were at the target before this mover came count, but nobody is told of them. */
  private void skip(SlotSet done) {
    SlotSet elsewhere = done.minus(open).minus(finished);
    if (!elsewhere.isEmpty()) {
      finished = finished.plus(elsewhere);
      order.progress().skipped(elsewhere.size(), order.bytesOf(elsewhere));
    }
    SlotSet own = done.intersect(open);
    if (!own.isEmpty()) {
      report(own);
    }
  }

  private void report(SlotSet taken) {
    isOpen(open.minus(taken));
    finished = finished.plus(taken);
    long bytes = order.bytesOf(taken);
    long keys = keyMover.keysMoved() - keysReported;
    keysReported = keyMover.keysMoved();
    order.progress().moved(taken.size(), bytes);
    LOG.debugf("slots moved pair=%s slots=%s keys=%d", pair.name(), taken, keys);
    order
        .moved()
        .accept(
            new SlotMover.Moved(
                new SlotMove(pair.sourceId(), pair.targetId(), taken, bytes),
                keys,
                order.bytes().estimated(),
                keyMover.takeLongestPause(),
                Execution.Transport.MIGRATE,
                (System.nanoTime() - groupAt) / 1e9));
  }

  private void isOpen(SlotSet now) {
    order.progress().opened(now.size() - open.size());
    open = now;
  }

  /** Closes back what the target holds nothing of, and names the rest. */
  private MoveFailure withdrawn(MoveFailure failure) {
    if (open.isEmpty()) {
      return failure;
    }
    SlotSet before = open;
    new Withdrawal(order, seeker, pair, timeout.silence(), this::isOpen, this::report)
        .end(open, failure);
    order.withdrawn(pair, before.minus(open).minus(finished), open, failure.getMessage());
    return open.isEmpty() ? failure : failure.leavingOpen(open, pair);
  }

  private void endProbes() {
    if (probes != null) {
      probes.close();
    }
  }

  private void use(Pair found) {
    if (pair != null && !pair.targetId().equals(found.targetId())) {
      TargetSuccession.count(order, pair, found, keyMover);
    }
    boolean sameEnds =
        pair != null
            && pair.sourceId().equals(found.sourceId())
            && pair.targetId().equals(found.targetId())
            && pair.source().server().runId().equals(found.source().server().runId());
    KeyMover before = keyMover;
    pair = found;
    if (!sameEnds) {
      endProbes();
      probes = new Probes(order, pair);
    }
    if (timeout == null) {
      timeout = MigrateTimeout.read(pair.source(), order.settings().migrateTimeout());
    }
    room = new GroupRoom(pair.target());
    bigKeys = new BigKeys(pair.source(), order.settings(), timeout);
    keyMover = new KeyMover(pair, order, timeout, bigKeys, size, probes);
    if (before != null) {
      keyMover.inherit(before, sameEnds);
    }
    probes.start();
  }
}
