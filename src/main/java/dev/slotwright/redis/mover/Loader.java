package dev.slotwright.redis.mover;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.ToLongFunction;

/** Cuts a page of keys into salvos that fit the batch size of the moment. */
final class Loader {
  private final Deque<Key> waiting = new ArrayDeque<>();
  private final ToLongFunction<Key> bigBytes;
  private final ToLongFunction<Key> bytes;
  private final Set<Key> replace;

  /**
   * @param bigBytes bytes of a key that has to go alone, 0 for others
   * @param bytes estimated bytes of an ordinary key
   * @param replace keys that may overwrite the target's
   */
  Loader(
      List<List<Key>> page,
      ToLongFunction<Key> bigBytes,
      ToLongFunction<Key> bytes,
      Set<Key> replace) {
    page.forEach(waiting::addAll);
    this.bigBytes = bigBytes;
    this.bytes = bytes;
    this.replace = new HashSet<>(replace);
  }

  boolean hasMore() {
    return !waiting.isEmpty();
  }

  /** At least one key; a big one alone. */
  Salvo next(BatchSize size, int mostCalls) {
    long alone = bigBytes.applyAsLong(waiting.peek());
    if (alone > 0) {
      Key key = waiting.poll();
      MigrateCall call = new MigrateCall(key.slot(), List.of(key), replace.contains(key));
      return new Salvo(List.of(call), false, alone, alone);
    }
    List<MigrateCall> calls = new ArrayList<>();
    int keys = 0;
    long sum = 0;
    while (calls.size() < mostCalls && keys < size.keys() && sum < size.bytes() && ordinary()) {
      List<Key> some = new ArrayList<>();
      Key first = waiting.peek();
      boolean overwrite = replace.contains(first);
      while (keys < size.keys() && sum < size.bytes() && fits(first, overwrite)) {
        Key key = waiting.poll();
        sum += bytes.applyAsLong(key);
        keys++;
        some.add(key);
      }
      calls.add(new MigrateCall(first.slot(), some, overwrite));
    }
    return new Salvo(calls, keys >= size.keys() || sum >= size.bytes(), 0, sum);
  }

  private boolean ordinary() {
    return hasMore() && bigBytes.applyAsLong(waiting.peek()) == 0;
  }

  private boolean fits(Key first, boolean overwrite) {
    return ordinary()
        && waiting.peek().slot() == first.slot()
        && replace.contains(waiting.peek()) == overwrite;
  }
}
