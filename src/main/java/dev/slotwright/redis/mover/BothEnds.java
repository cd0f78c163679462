package dev.slotwright.redis.mover;

import dev.slotwright.redis.Request;
import java.util.ArrayList;
import java.util.List;

/**
 * Asks both ends of open slots about keys: a key that is absent makes the migrating source answer
 * ASK; the importing target answers only after ASKING.
 */
final class BothEnds {
  private static final int CHUNK = 512;

  /** MIGRATE stretches a time to live by the transfer's own time. */
  private static final long TTL_TOLERANCE_MILLIS = 5_000;

  /** What PTTL says of a key that there is not. */
  private static final long GONE = -2;

  private final KeyEnd source;
  private final KeyEnd target;

  BothEnds(Pair pair) {
    this.source = new KeyEnd(pair.source(), false);
    this.target = new KeyEnd(pair.target(), true);
  }

  /** Those of the keys that the source holds. */
  List<Key> onSource(List<Key> keys) {
    List<Key> found = new ArrayList<>();
    for (int from = 0; from < keys.size(); from += CHUNK) {
      List<Key> chunk = keys.subList(from, Math.min(keys.size(), from + CHUNK));
      found.addAll(present(chunk, ask(source, "EXISTS", chunk)));
    }
    return found;
  }

  /** Those of the keys that both ends hold. */
  List<Key> onBoth(List<Key> keys) {
    List<Key> found = new ArrayList<>();
    for (int from = 0; from < keys.size(); from += CHUNK) {
      List<Key> chunk = keys.subList(from, Math.min(keys.size(), from + CHUNK));
      List<Key> onSource = present(chunk, ask(source, "EXISTS", chunk));
      found.addAll(present(onSource, ask(target, "EXISTS", onSource)));
    }
    return found;
  }

  /** As {@link #equal(Key, Runnable)}, watched by nobody. */
  boolean equal(Key key) {
    return equal(key, () -> {});
  }

  /**
   * Whether value and time to live are the same on both ends.
   *
   * @param page is run before each page of the values that is read; what it throws ends it
   * @throws Unsettled when one of them does not have the key any more
   */
  boolean equal(Key key, Runnable page) {
    List<Key> one = List.of(key);
    long left = ask(source, "PTTL", one).getFirst().orThrow().number();
    long right = ask(target, "PTTL", one).getFirst().orThrow().number();
    if (left == GONE || right == GONE) {
      throw SameContents.gone(key);
    }
    boolean sameTtl =
        left < 0 || right < 0 ? left == right : Math.abs(left - right) <= TTL_TOLERANCE_MILLIS;
    return sameTtl && new SameContents(source.watched(page), target).of(key);
  }

  private static List<Key> present(List<Key> keys, List<Answer> answers) {
    List<Key> present = new ArrayList<>();
    for (int i = 0; i < keys.size(); i++) {
      Answer answer = answers.get(i);
      if (!answer.erred() && answer.orThrow().number() > 0) {
        present.add(keys.get(i));
      } else if (answer.erred() && !answer.error().startsWith("ASK ")) {
        throw new Unsettled("EXISTS of " + keys.get(i) + " was answered: " + answer.error());
      }
    }
    return present;
  }

  private static List<Answer> ask(KeyEnd end, String command, List<Key> keys) {
    return end.ask(keys.stream().map(key -> Request.of(command).with(key.name())).toList());
  }
}
