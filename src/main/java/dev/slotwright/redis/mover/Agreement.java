package dev.slotwright.redis.mover;

import dev.slotwright.cluster.NodeId;
import dev.slotwright.cluster.SlotSet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Whether all nodes that answer see the same owners; gossip takes a moment to bring that about. */
final class Agreement {
  private static final Duration POLL = Duration.ofMillis(100);

  private Agreement() {}

  /** Waits for agreement; what is left of the disagreements when the time is over. */
  static List<String> await(PairSeeker seeker, Duration limit) {
    long deadline = System.nanoTime() + limit.toNanos();
    while (true) {
      List<String> found = disagreements(seeker.ask());
      if (found.isEmpty() || System.nanoTime() > deadline) {
        return found;
      }
      Waiting.pause(POLL);
    }
  }

  /** Those of the slots that no node calls its own, nor one that does not answer may. */
  static SlotSet unowned(SlotSet slots, Map<NodeId, SelfView> views) {
    SlotSet left = slots;
    for (SelfView view : views.values()) {
      left = left.minus(view.slots());
      for (SelfView.Peer peer : view.peers().values()) {
        left = views.containsKey(peer.id()) ? left : left.minus(peer.slots());
      }
    }
    return left;
  }

  /** Open slots are left out: an importing node refuses gossip about them. */
  static List<String> disagreements(Map<NodeId, SelfView> views) {
    SlotSet open =
        SlotSet.of(
            views.values().stream()
                .flatMapToInt(
                    view -> IntStream.concat(ints(view.migrating()), ints(view.importing()))));
    List<String> found = new ArrayList<>();
    for (SelfView owner : views.values()) {
      SlotSet own = owner.slots().minus(open);
      for (SelfView other : views.values()) {
        SelfView.Peer seen = other.peers().get(owner.self());
        if (seen == null) {
          found.add(other.self().brief() + " does not know " + owner.self().brief());
        } else if (owner.master() && !seen.slots().minus(open).equals(own)) {
          SlotSet differing =
              own.minus(seen.slots()).plus(seen.slots().minus(owner.slots())).minus(open);
          found.add(
              "%s and %s disagree on slots %s of the latter"
                  .formatted(other.self().brief(), owner.self().brief(), differing));
        }
      }
    }
    return found;
  }

  private static IntStream ints(Map<Integer, NodeId> open) {
    return Stream.of(open).flatMap(map -> map.keySet().stream()).mapToInt(Integer::intValue);
  }
}
