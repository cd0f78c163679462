package dev.slotwright.redis.mover;

import dev.slotwright.redis.Reply;
import dev.slotwright.redis.Request;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds keys that would block the source for long, before they do: asks MEMORY USAGE of each key
 * that is about to move. Big ones are moved alone, or refused by name.
 */
final class BigKeys {
  /** Keys asked for with one flush. */
  private static final int CHUNK = 1024;

  private static final Request USAGE = Request.of("MEMORY", "USAGE");

  private final NodeLine source;
  private final MoverSettings settings;
  private final long mostBytes;
  private final Map<Key, Long> big = new HashMap<>();
  private final Map<Integer, Long> averages = new HashMap<>();
  private long total;

  BigKeys(NodeLine source, MoverSettings settings, MigrateTimeout timeout) {
    this.source = source;
    this.settings = settings;
    this.mostBytes = timeout.mostBytes(settings.bigKeyBytesPerSecond());
  }

  /** Bytes of a key known to be big, else 0. */
  long bytesOf(Key key) {
    return big.isEmpty() ? 0 : big.getOrDefault(key, 0L);
  }

  /** Bytes of all keys weighed since {@link #forget}. */
  long total() {
    return total;
  }

  /** Average bytes of the ordinary keys of a slot that was weighed. */
  long averageOf(int slot) {
    return averages.getOrDefault(slot, 1L);
  }

  /**
   * Asks for the size of the keys, each list of one slot, and remembers the big ones.
   *
   * @throws MoveFailure naming slot and key when one is too large to be moved by MIGRATE
   */
  void weigh(List<List<Key>> lists) {
    List<List<Key>> some = new ArrayList<>();
    int keys = 0;
    for (List<Key> list : lists) {
      some.add(list);
      keys += list.size();
      if (keys >= CHUNK) {
        weighTogether(some, keys);
        some.clear();
        keys = 0;
      }
    }
    weighTogether(some, keys);
  }

  /** Of the slots weighed so far; they are done with. */
  void forget() {
    big.clear();
    averages.clear();
    total = 0;
  }

  private void weighTogether(List<List<Key>> lists, int keys) {
    List<Request> requests = new ArrayList<>(keys);
    lists.forEach(list -> list.forEach(key -> requests.add(USAGE.with(key.name()))));
    List<Answer> answers = source.ask(requests);
    int next = 0;
    for (List<Key> list : lists) {
      weigh(list, answers.subList(next, next + list.size()));
      next += list.size();
    }
  }

  private void weigh(List<Key> keys, List<Answer> answers) {
    long sum = 0;
    int ordinary = 0;
    for (int i = 0; i < keys.size(); i++) {
      long bytes = bytes(answers.get(i));
      total += bytes;
      if (bytes > settings.bigKeyBytes()) {
        requireMovable(keys.get(i), bytes);
        big.put(keys.get(i), bytes);
      } else {
        sum += bytes;
        ordinary++;
      }
    }
    averages.put(keys.getFirst().slot(), Math.max(1, sum / Math.max(1, ordinary)));
  }

  private void requireMovable(Key key, long bytes) {
    if (bytes > mostBytes) {
      throw MoveFailure.ofSlot(
          key.slot(),
          ("key %s of slot %d has %d bytes; MIGRATE would block %s for longer than half the node"
                  + " time-out allows (at most %d bytes): split the key, or raise"
                  + " cluster-node-timeout")
              .formatted(key, key.slot(), bytes, source.address(), mostBytes));
    }
  }

  /** A key that has gone meanwhile weighs nothing: nil, or ASK from an open slot. */
  private static long bytes(Answer answer) {
    if (answer.erred()) {
      return 0;
    }
    Reply reply = answer.orThrow();
    return reply.isNil() ? 0 : reply.number();
  }
}
