package dev.slotwright.redis.mover;

import dev.slotwright.redis.Reply;
import dev.slotwright.redis.Request;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds keys that would block the source for long, before they do: asks MEMORY USAGE of each key of
 * a slot. They are moved alone, or refused by name.
 */
final class BigKeys {
  private static final int CHUNK = 1024;

  private final NodeLine source;
  private final MoverSettings settings;
  private final long mostBytes;
  private final Map<Key, Long> big = new HashMap<>();
  private final Map<Integer, Long> averages = new HashMap<>();
  private final Set<Integer> weighed = new HashSet<>();

  BigKeys(NodeLine source, MoverSettings settings, MigrateTimeout timeout) {
    this.source = source;
    this.settings = settings;
    this.mostBytes = timeout.mostBytes(settings.bigKeyBytesPerSecond());
  }

  /** Bytes of a key known to be big, else 0. */
  long bytesOf(Key key) {
    return big.isEmpty() ? 0 : big.getOrDefault(key, 0L);
  }

  /** Average bytes of the ordinary keys of a slot that was weighed. */
  long averageOf(int slot) {
    return averages.getOrDefault(slot, 1L);
  }

  /**
   * Asks for the size of each of a slot's keys and remembers the big ones.
   *
   * @param complete whether these are all keys of the slot: then they are not weighed again
   * @throws MoveFailure naming slot and key when one is too large to be moved by MIGRATE
   */
  void weigh(int slot, List<Key> keys, boolean complete) {
    if (weighed.contains(slot)) {
      return;
    }
    long bigBytes = -big.values().stream().mapToLong(Long::longValue).sum();
    long sum = weigh(keys);
    bigBytes += big.values().stream().mapToLong(Long::longValue).sum();
    averages.put(slot, Math.max(1, (sum - bigBytes) / Math.max(1, keys.size())));
    if (complete) {
      weighed.add(slot);
    }
  }

  private long weigh(List<Key> keys) {
    long sum = 0;
    for (int from = 0; from < keys.size(); from += CHUNK) {
      List<Key> chunk = keys.subList(from, Math.min(keys.size(), from + CHUNK));
      List<Request> requests = new ArrayList<>();
      chunk.forEach(key -> requests.add(Request.of("MEMORY", "USAGE").with(key.name())));
      List<Answer> answers = source.ask(requests);
      for (int i = 0; i < chunk.size(); i++) {
        sum += note(chunk.get(i), bytes(answers.get(i)));
      }
    }
    return sum;
  }

  void forget() {
    big.clear();
    averages.clear();
    weighed.clear();
  }

  private long note(Key key, long bytes) {
    if (bytes > mostBytes) {
      throw MoveFailure.ofSlot(
          key.slot(),
          ("key %s of slot %d has %d bytes; MIGRATE would block %s for longer than half the node"
                  + " time-out allows (at most %d bytes): split the key, or raise"
                  + " cluster-node-timeout")
              .formatted(key, key.slot(), bytes, source.address(), mostBytes));
    }
    if (bytes > settings.bigKeyBytes()) {
      big.put(key, bytes);
    }
    return bytes;
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
