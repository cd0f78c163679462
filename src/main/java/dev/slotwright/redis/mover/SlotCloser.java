package dev.slotwright.redis.mover;

import dev.slotwright.cluster.Address;
import dev.slotwright.cluster.SlotSet;
import dev.slotwright.redis.Request;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Gives emptied slots to the target: NODE on the target before NODE on the source, or a crash of
 * the target in between would leave a slot without owner (redis#7116); and only after the source
 * was seen empty, or it would delete what it still holds when it learns of the new owner
 * (redis#2969).
 */
final class SlotCloser {
  private static final Duration HEARING = Duration.ofSeconds(10);
  private static final Duration POLL = Duration.ofMillis(20);

  private final Pair pair;

  SlotCloser(Pair pair) {
    this.pair = pair;
  }

  /**
   * Looks at both ends once more.
   *
   * @return slots of which the source still holds keys
   * @throws Unsettled when a slot is not open as it should be
   */
  SlotSet recheck(SlotSet slots) {
    List<Request> requests = new ArrayList<>();
    slots.stream().forEach(slot -> requests.add(SetSlot.count(slot)));
    requests.add(SetSlot.NODES);
    List<Answer> answers = pair.source().ask(requests);
    SelfView source = pair.sourceView(answers.getLast());
    SelfView target = pair.readTarget();
    if (!hasHeard(target, source)) {
      awaitHeard(source);
      return recheck(slots);
    }
    SlotOpener opener = new SlotOpener(pair);
    int[] numbers = slots.stream().toArray();
    List<Integer> holding = new ArrayList<>();
    for (int i = 0; i < numbers.length; i++) {
      opener.requireMigrating(numbers[i], source);
      if (!target.importingFrom(numbers[i]).equals(Optional.of(pair.sourceId()))) {
        throw new Unsettled(
            "slot %d is not IMPORTING at %s".formatted(numbers[i], pair.target().address()));
      }
      if (answers.get(i).orThrow().number() > 0) {
        holding.add(numbers[i]);
      }
    }
    return SlotSet.of(holding.stream().mapToInt(Integer::intValue));
  }

  private boolean hasHeard(SelfView target, SelfView source) {
    SelfView.Peer seen = target.peers().get(pair.sourceId());
    return seen != null && seen.epoch() >= source.me().epoch();
  }

  /**
   * The target takes slots under an epoch above all that it has heard of. A source whose epoch is
   * higher still, since nodes that took slots at the same time settle who is first, would take them
   * back with a claim that is under way: nobody would own them, and the target delete their keys.
   */
  private void awaitHeard(SelfView source) {
    Address target = pair.target().address();
    Announcement.hurry(pair.source(), List.of(target));
    long deadline = System.nanoTime() + HEARING.toNanos();
    while (!hasHeard(pair.readTarget(), source)) {
      if (System.nanoTime() > deadline) {
        throw new Unsettled(
            "%s has not heard of epoch %d of %s"
                .formatted(target, source.me().epoch(), pair.source().address()));
      }
      Waiting.pause(POLL);
    }
  }

  /**
   * The target takes the slots; only for slots that {@link #recheck} found empty just before.
   *
   * <p>Redis tells every node of each slot that it takes while IMPORTING, and each of them looks
   * through all slots: 100 microseconds of CPU a slot in a cluster of six. In one transaction the
   * slots that are taken before the last are closed first, the last raises the epoch and tells of
   * all; nothing is written to disk, told or served in between.
   *
   * @return what the target says afterwards
   */
  SelfView take(SlotSet slots) {
    NodeLine line = pair.target();
    List<Answer> answers =
        line.server().replicatesSetSlot()
            ? SetSlot.all(line, owned(slots))
            : line.ask(transaction(slots));
    SelfView target = pair.targetView(answers.getLast());
    if (!slots.minus(target.slots()).isEmpty() && outOfMemory(answers)) {
      // Over its maxmemory a server refuses whatever comes after MULTI, and SETSLOT not else.
      answers = SetSlot.all(line, owned(slots));
      target = pair.targetView(answers.getLast());
    }
    if (!slots.minus(target.slots()).isEmpty()) {
      SlotOpener.requireOk("NODE", line, answers.subList(0, answers.size() - 1));
      throw new Unsettled("%s has not taken its slots".formatted(line.address()));
    }
    return above(target);
  }

  private static boolean outOfMemory(List<Answer> answers) {
    return answers.stream().anyMatch(answer -> answer.error().startsWith("OOM"));
  }

  private List<Request> owned(SlotSet slots) {
    return slots.stream().mapToObj(slot -> SetSlot.node(slot, pair.targetId())).toList();
  }

  private List<Request> transaction(SlotSet slots) {
    int last = slots.stream().max().orElseThrow();
    List<Request> requests = new ArrayList<>();
    requests.add(Request.of("MULTI"));
    slots.stream()
        .forEach(
            slot -> {
              if (slot != last) {
                requests.add(SetSlot.stable(slot));
              }
              requests.add(SetSlot.node(slot, pair.targetId()));
            });
    requests.add(Request.of("EXEC"));
    requests.add(SetSlot.NODES);
    return requests;
  }

  /** The slots are the target's for good only under an epoch above that of the last owner. */
  private SelfView above(SelfView target) {
    SelfView.Peer source = target.peers().get(pair.sourceId());
    if (source == null || source.epoch() < target.me().epoch()) {
      return target;
    }
    return pair.targetView(
        pair.target().ask(List.of(Request.of("CLUSTER", "BUMPEPOCH"), SetSlot.NODES)).getLast());
  }

  /**
   * The source lets go of slots that the target owns. An error is harmless when the source's view
   * agrees afterwards: gossip may have been faster, or have made it a replica of the target.
   */
  SelfView release(SlotSet slots) {
    List<Answer> answers = SetSlot.all(pair.source(), owned(slots));
    SelfView source = Pair.view(answers.getLast());
    SlotSet kept = source.slots().intersect(slots);
    SlotSet open = SlotSet.of(slots.stream().filter(s -> source.migratingTo(s).isPresent()));
    if (!kept.isEmpty() || !open.isEmpty()) {
      SlotOpener.requireOk("NODE", pair.source(), answers.subList(0, answers.size() - 1));
      throw new Unsettled(
          "%s has not let go of slots %s".formatted(pair.source().address(), kept.plus(open)));
    }
    return source;
  }

  /**
   * Brings the target above a source whose epoch rose after {@link #recheck}: what that claimed
   * before it let go would win.
   *
   * @param source its word since it let go
   * @param target its word since it took the slots
   * @return slots that such a claim has taken from the target already
   */
  SlotSet outbid(SlotSet slots, SelfView source, SelfView target) {
    if (source.me().epoch() < target.me().epoch()) {
      return SlotSet.EMPTY;
    }
    awaitHeard(source);
    return slots.minus(above(pair.readTarget()).slots());
  }

  static MoveFailure lost(Pair pair, SlotSet slots) {
    return MoveFailure.lasting(
        ("%s lost slots %s to a claim that %s sent before it let go of them: nobody owns them, and"
                + " their keys are gone; CLUSTER ADDSLOTS at one of the two, then bring back what"
                + " they held")
            .formatted(pair.target().address(), slots, pair.source().address()));
  }
}
