package dev.slotwright.redis.mover;

import dev.slotwright.redis.Request;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Asks both ends of open slots about keys: a key that is absent makes the migrating source answer
 * ASK; the importing target answers only after ASKING.
 */
final class BothEnds {
  private static final Request ASKING = Request.of("ASKING");
  private static final int CHUNK = 512;

  /** MIGRATE stretches a time to live by the transfer's own time. */
  private static final long TTL_TOLERANCE_MILLIS = 5_000;

  private final Pair pair;

  BothEnds(Pair pair) {
    this.pair = pair;
  }

  /** Those of the keys that both ends hold. */
  List<Key> onBoth(List<Key> keys) {
    List<Key> found = new ArrayList<>();
    for (int from = 0; from < keys.size(); from += CHUNK) {
      List<Key> chunk = keys.subList(from, Math.min(keys.size(), from + CHUNK));
      List<Key> onSource = present(chunk, ask(pair.source(), "EXISTS", chunk));
      found.addAll(present(onSource, askTarget("EXISTS", onSource)));
    }
    return found;
  }

  /** Whether value and time to live are the same on both ends. */
  boolean equal(Key key) {
    List<Key> one = List.of(key);
    Answer here = ask(pair.source(), "DUMP", one).getFirst();
    Answer there = askTarget("DUMP", one).getFirst();
    if (here.erred() || there.erred() || here.orThrow().isNil() || there.orThrow().isNil()) {
      return false;
    }
    long left = ask(pair.source(), "PTTL", one).getFirst().orThrow().number();
    long right = askTarget("PTTL", one).getFirst().orThrow().number();
    boolean sameTtl =
        left < 0 || right < 0 ? left == right : Math.abs(left - right) <= TTL_TOLERANCE_MILLIS;
    return sameTtl && Arrays.equals(here.orThrow().raw(), there.orThrow().raw());
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

  private static List<Answer> ask(NodeLine line, String command, List<Key> keys) {
    return line.ask(keys.stream().map(key -> Request.of(command).with(key.name())).toList());
  }

  private List<Answer> askTarget(String command, List<Key> keys) {
    List<Request> requests = new ArrayList<>();
    for (Key key : keys) {
      requests.add(ASKING);
      requests.add(Request.of(command).with(key.name()));
    }
    List<Answer> answers = pair.target().ask(requests);
    List<Answer> wanted = new ArrayList<>();
    for (int i = 1; i < answers.size(); i += 2) {
      wanted.add(answers.get(i));
    }
    return wanted;
  }
}
