package dev.slotwright.redis.mover;

import dev.slotwright.cluster.SlotSet;
import dev.slotwright.control.Credentials;
import dev.slotwright.control.UnreachableException;
import dev.slotwright.operation.RetryCause;
import dev.slotwright.redis.Request;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * Empties open slots from the source onto the target, page by page and salvo by salvo. May be
 * called again for the same slots after any failure: what counts is what the source still holds.
 */
final class KeyMover {
  private static final Duration SERVING = Duration.ofSeconds(3);
  private static final Duration SERVING_POLL = Duration.ofMillis(50);

  /** Beyond the sum of MIGRATE's own time-outs. */
  private static final Duration GRACE = Duration.ofSeconds(5);

  private final Pair pair;
  private final Credentials credentials;
  private final MoverSettings settings;
  private final MigrateTimeout timeout;
  private final BatchSize size;
  private final BigKeys bigKeys;
  private final PaceControl control;
  private final KeyLister lister;
  private final Probes probes;
  private final Pace pace;
  private final ReplicaBackpressure replicas;
  private final MoveProgress progress;
  private final Set<Key> replace = new HashSet<>();
  private final List<Key> unknown = new ArrayList<>();
  private Comparison comparison;
  private long keysMoved;
  private double longestPauseMillis;

  KeyMover(
      Pair pair,
      OrderContext order,
      MigrateTimeout timeout,
      BigKeys bigKeys,
      BatchSize size,
      Probes probes) {
    this.pair = pair;
    this.credentials = order.credentials();
    this.settings = order.settings();
    this.timeout = timeout;
    this.size = size;
    this.bigKeys = bigKeys;
    this.control = order.pace();
    this.probes = probes;
    this.pace = new Pace(pair.source(), control, probes, size, order.execution().pauseBudget());
    this.lister = new KeyLister(pair.source(), settings.pageKeys());
    this.replicas = new ReplicaBackpressure(pair.target(), order);
    this.progress = order.progress();
    this.comparison = new Comparison(order.stopping()::get);
  }

  long keysMoved() {
    return keysMoved;
  }

  /** Grows with the work that is done: keys moved, and pages of keys compared. */
  long workDone() {
    return keysMoved + comparison.pages();
  }

  /**
   * How many keys at most that were handed over the master that has taken the target's place does
   * not have: those acknowledged after the offset up to which it has followed, and of a MIGRATE of
   * unknown outcome those that the source has deleted.
   *
   * @param now with the target's successor
   */
  long missingAt(Pair now) {
    return replicas.missingAt(now.target()) + unknown.size() - onSource(now, unknown);
  }

  /**
   * The source does not serve until it has heard that the slots of a dead target have a new owner;
   * none for sure when that takes long.
   */
  private static int onSource(Pair pair, List<Key> keys) {
    long deadline = System.nanoTime() + SERVING.toNanos();
    while (true) {
      try {
        return new BothEnds(pair).onSource(keys).size();
      } catch (Unsettled notServing) {
        if (System.nanoTime() > deadline) {
          return 0;
        }
        Waiting.pause(SERVING_POLL);
      }
    }
  }

  /** The longest MIGRATE since the last call. */
  double takeLongestPause() {
    double longest = longestPauseMillis;
    longestPauseMillis = 0;
    return longest;
  }

  /**
   * Goes on where another left off.
   *
   * @param sameEnds whether both nodes are the same: only then was the source MIGRATING all along,
   *     and only then may its copies overwrite
   */
  void inherit(KeyMover before, boolean sameEnds) {
    keysMoved = before.keysMoved;
    comparison = before.comparison;
    longestPauseMillis = before.longestPauseMillis;
    replicas.inherit(before.replicas);
    if (sameEnds) {
      replace.addAll(before.replace);
      unknown.addAll(before.unknown);
    }
  }

  /**
   * Lists the first page of keys of slots, and weighs them.
   *
   * @throws MoveFailure naming the slot with a key that MIGRATE cannot carry
   */
  Page list(SlotSet slots) {
    Page page = lister.page(slots);
    bigKeys.weigh(page.keys());
    return page;
  }

  /**
   * Moves the keys listed, and further pages of slots that may hold more. A key that came after its
   * slot was listed shows when the slots are counted, before they are closed.
   *
   * @param enough ends it early, between two batches
   */
  void empty(Page listed, BooleanSupplier enough) {
    settleUnknown();
    Page page = listed;
    while (!page.isEmpty() && !enough.getAsBoolean()) {
      long before = keysMoved;
      Loader loader =
          new Loader(page.keys(), bigKeys::bytesOf, key -> bigKeys.averageOf(key.slot()), replace);
      while (loader.hasMore() && !enough.getAsBoolean()) {
        fire(loader.next(size, timeout.mostCalls()));
      }
      if (keysMoved == before && !enough.getAsBoolean()) {
        throw new Unsettled("no key of the slots could be moved");
      }
      page = page.more().isEmpty() ? Page.NONE : list(page.more());
    }
  }

  /** Before slots are the target's for good: it has kept all that came since the last look. */
  void requireNothingEvicted() {
    replicas.requireNothingEvicted();
  }

  private void fire(Salvo salvo) {
    Waiting.checkInterrupted();
    control.awaitBatch();
    pair.requireHeard(timeout.silence());
    replicas.begin();
    Duration each =
        salvo.bigBytes() > 0
            ? timeout.ofBigKey(salvo.bigBytes(), settings.bigKeyBytesPerSecond())
            : timeout.ofEach(salvo.calls().size());
    List<Request> requests =
        salvo.calls().stream()
            .map(call -> call.request(pair.target().address(), each, credentials))
            .toList();
    probes.batchBegins();
    long begin = System.nanoTime();
    List<Answer> answers;
    try {
      answers = pair.source().ask(requests, each.multipliedBy(2L * requests.size()).plus(GRACE));
    } catch (UnreachableException e) {
      unknown.addAll(salvo.keys());
      throw e;
    } finally {
      probes.batchEnds();
    }
    long took = System.nanoTime() - begin;
    if (salvo.bigBytes() == 0) {
      size.took(took, salvo.filled());
      progress.batch(size.keys(), size.bytes());
    }
    longestPauseMillis = Math.max(longestPauseMillis, took / 1e6);
    account(salvo, answers, took / 1e6);
    replicas.hold(salvo.bytes());
    pace.rest(took);
  }

  /** First counts what has moved, then deals with what has not. */
  private void account(Salvo salvo, List<Answer> answers, double millis) {
    long keys = 0;
    for (int i = 0; i < answers.size(); i++) {
      if (MigrateOutcome.of(answers.get(i)) == MigrateOutcome.MOVED) {
        keys += salvo.calls().get(i).keys().size();
        if (!replace.isEmpty()) {
          salvo.calls().get(i).keys().forEach(replace::remove);
        }
      }
    }
    keysMoved += keys;
    progress.keys(keys, millis);
    replicas.acknowledged(keys);
    for (int i = 0; i < answers.size(); i++) {
      if (MigrateOutcome.of(answers.get(i)) == MigrateOutcome.UNKNOWN) {
        unknown.addAll(salvo.calls().get(i).keys());
      }
    }
    for (int i = 0; i < answers.size(); i++) {
      recover(salvo.calls().get(i), answers.get(i));
    }
    if (!unknown.isEmpty()) {
      int count = unknown.size();
      settleUnknown(); // at once: what clients delete at the source from now on may be on the
      // target
      throw new Unsettled(
          RetryCause.UNKNOWN_OUTCOME,
          "MIGRATE of %d keys from %s to %s has an unknown outcome"
              .formatted(count, pair.source().address(), pair.target().address()));
    }
  }

  private void recover(MigrateCall call, Answer answer) {
    String where =
        "MIGRATE of slot %d from %s to %s"
            .formatted(call.slot(), pair.source().address(), pair.target().address());
    switch (MigrateOutcome.of(answer)) {
      case MOVED, UNKNOWN -> {}
      case BUSY_KEY -> {
        progress.retried(RetryCause.KEY_ON_BOTH_ENDS);
        compare(call);
      }
      case OUT_OF_MEMORY ->
          throw MoveFailure.targetFull(
              "%s: the target is out of memory (%s): raise its maxmemory or add a master"
                  .formatted(where, answer.error()));
      case TRANSIENT ->
          throw new Unsettled(
              RetryCause.SERVER_NOT_READY, where + " was answered: " + answer.error());
      case NOT_OPEN ->
          throw new Unsettled(RetryCause.SLOT_NOT_OPEN, where + " was answered: " + answer.error());
      case DENIED ->
          throw MoveFailure.lasting(
              "%s was refused: %s; both nodes have to accept the same user and password, with"
                      .formatted(where, answer.error())
                  + " +migrate +restore-asking +select");
    }
  }

  /** Equal copies may be overwritten; of different ones nobody can tell which is the true one. */
  private void compare(MigrateCall call) {
    BothEnds ends = new BothEnds(pair);
    for (Key key : ends.onBoth(call.keys())) {
      if (!replace.contains(key) && !comparison.equal(key, ends)) {
        throw MoveFailure.ofSlot(
            call.slot(),
            ("key %s of slot %d is on both %s and %s with different values: keep one, delete the"
                    + " other, then repair")
                .formatted(key, key.slot(), pair.source().address(), pair.target().address()));
      }
      replace.add(key);
    }
  }

  private void settleUnknown() {
    if (!unknown.isEmpty()) {
      replace.addAll(new UnknownOutcome(pair).settle(List.copyOf(unknown)));
      unknown.clear();
    }
  }
}
