package dev.slotwright.redis.mover;

import dev.slotwright.control.RefusedException;
import dev.slotwright.control.UnreachableException;
import dev.slotwright.redis.Reply;
import dev.slotwright.redis.Request;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What a failed MIGRATE may have left at the target of keys that the source still has. Once a
 * client deletes such a key at the source, its copy would come back with the slot.
 *
 * <p>A key that the source has is served there: clients come to the target only for what the source
 * has not. So what the target holds of it is stale, as long as nobody touches it there from before
 * the source was seen to have it. That is what WATCH tells: the copies are deleted in a transaction
 * that is not carried out otherwise. A connection for each slot, as a transaction may not cross.
 */
final class StaleCopies implements AutoCloseable {
  private static final Request ASKING = Request.of("ASKING");

  private final Map<Integer, NodeLine> lines = new TreeMap<>();
  private final List<Key> keys;
  private Set<Key> onSource = Set.of();

  private StaleCopies(List<Key> keys) {
    this.keys = keys;
  }

  /** From now on; without permission for it, nothing is watched and nothing will be deleted. */
  static StaleCopies watch(Pair pair, List<Key> keys) {
    StaleCopies copies = new StaleCopies(keys);
    try {
      copies.slots().forEach((slot, own) -> copies.watch(pair.target().pinned(), slot, own));
      copies.onSource = new HashSet<>(new BothEnds(pair).onSource(keys));
      return copies;
    } catch (RefusedException notPermitted) {
      copies.close();
      return new StaleCopies(keys);
    } catch (RuntimeException e) {
      copies.close();
      throw e;
    }
  }

  private Map<Integer, List<Key>> slots() {
    return keys.stream()
        .collect(Collectors.groupingBy(Key::slot, TreeMap::new, Collectors.toList()));
  }

  private void watch(NodeLine line, int slot, List<Key> own) {
    lines.put(slot, line);
    asked(line, "WATCH", own).forEach(Answer::orThrow);
  }

  /**
   * Deletes the copies of keys that the source had.
   *
   * @return keys whose copies, if there are any, are still there
   */
  List<Key> delete() {
    List<Key> left = new ArrayList<>();
    slots()
        .forEach(
            (slot, own) -> {
              List<Key> stale = own.stream().filter(onSource::contains).toList();
              if (!deleted(slot, stale)) {
                left.addAll(stale);
              }
            });
    return onSource.isEmpty() ? keys : left;
  }

  private boolean deleted(int slot, List<Key> stale) {
    NodeLine line = lines.get(slot);
    if (stale.isEmpty()) {
      return true;
    }
    try {
      List<Key> there = new ArrayList<>();
      List<Answer> exist = asked(line, "EXISTS", stale);
      for (int i = 0; i < stale.size(); i++) {
        if (exist.get(i).orThrow().number() > 0) {
          there.add(stale.get(i));
        }
      }
      return there.isEmpty() || transaction(line, there);
    } catch (RefusedException | UnreachableException e) {
      return false;
    }
  }

  /** Keys that are not there would make it TRYAGAIN. */
  private static boolean transaction(NodeLine line, List<Key> there) {
    List<Request> requests = new ArrayList<>();
    requests.add(ASKING);
    requests.add(Request.of("MULTI"));
    there.forEach(key -> requests.add(Request.of("DEL").with(key.name())));
    requests.add(Request.of("EXEC"));
    Answer done = line.ask(requests).getLast();
    return done instanceof Answer.Replied(Reply reply) && !reply.isNil();
  }

  /** An answer for each key; the target answers for a slot that it imports only after ASKING. */
  private static List<Answer> asked(NodeLine line, String command, List<Key> keys) {
    return new KeyEnd(line, true)
        .ask(keys.stream().map(key -> Request.of(command).with(key.name())).toList());
  }

  @Override
  public void close() {
    lines.values().forEach(NodeLine::close);
  }
}
