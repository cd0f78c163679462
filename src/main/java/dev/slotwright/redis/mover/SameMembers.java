package dev.slotwright.redis.mover;

import static dev.slotwright.redis.mover.SameContents.about;

import dev.slotwright.redis.Reply;
import dev.slotwright.redis.Request;
import dev.slotwright.redis.ServerErrorException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiPredicate;
import java.util.function.Predicate;

/**
 * Whether each member that one end has is at the other with the same value, whatever the order. One
 * end is read with a cursor, which brings every member that is there all the time, some twice.
 *
 * @param page members read at once
 */
record SameMembers(KeyEnd here, KeyEnd there, long page) {
  /** MIGRATE keeps the point in time at which a field expires; clocks of two hosts may differ. */
  private static final long EXPIRY_TOLERANCE_MILLIS = 5_000;

  boolean ofSet(Key key) {
    return all(
        key,
        "SSCAN",
        members ->
            agree(
                there,
                members.stream().map(m -> about("SISMEMBER", key).with(m.raw())).toList(),
                (i, there) -> there.number() == 1));
  }

  boolean ofHash(Key key) {
    return all(
        key,
        "HSCAN",
        pairs -> {
          List<byte[]> fields = evens(pairs).stream().map(Reply::raw).toList();
          Reply values = there.ask(about("HMGET", key).withAll(fields));
          return SameContents.same(new Reply.Items(odds(pairs)), values) && sameExpiry(key, fields);
        });
  }

  boolean ofSortedSet(Key key) {
    return all(
        key,
        "ZSCAN",
        pairs -> {
          List<Reply> scores = odds(pairs);
          return agree(
              there,
              evens(pairs).stream().map(m -> about("ZSCORE", key).with(m.raw())).toList(),
              (i, there) -> !there.isNil() && score(there) == score(scores.get(i)));
        });
  }

  private boolean all(Key key, String scan, Predicate<List<Reply>> samePage) {
    String cursor = "0";
    do {
      Request next = about(scan, key).with(cursor, "COUNT").with(page);
      List<Reply> reply = here.ask(next).items();
      if (!reply.get(1).items().isEmpty() && !samePage.test(reply.get(1).items())) {
        return false;
      }
      cursor = reply.get(0).text();
    } while (!cursor.equals("0"));
    return true;
  }

  private static boolean agree(
      KeyEnd end, List<Request> requests, BiPredicate<Integer, Reply> same) {
    List<Answer> answers = end.ask(requests);
    for (int i = 0; i < answers.size(); i++) {
      if (!same.test(i, answers.get(i).orThrow())) {
        return false;
      }
    }
    return true;
  }

  private boolean sameExpiry(Key key, List<byte[]> fields) {
    List<Long> one = expiry(here, key, fields);
    List<Long> other = expiry(there, key, fields);
    boolean same = true;
    for (int i = 0; same && i < fields.size(); i++) {
      long left = one.get(i);
      long right = other.get(i);
      same =
          left < 0 || right < 0 ? left == right : Math.abs(left - right) <= EXPIRY_TOLERANCE_MILLIS;
    }
    return same;
  }

  /** When each field expires, by the Unix clock; -1 never, also where the server has no such. */
  private static List<Long> expiry(KeyEnd end, Key key, List<byte[]> fields) {
    Request asked = about("HPEXPIRETIME", key).with("FIELDS").with(fields.size()).withAll(fields);
    try {
      return end.ask(asked).items().stream().map(Reply::number).toList();
    } catch (ServerErrorException e) {
      if (e.serverMessage().startsWith("ERR unknown command")) {
        return fields.stream().map(field -> -1L).toList();
      }
      throw e;
    }
  }

  /** Servers write one number in different ways, so it is the number that counts. */
  private static double score(Reply reply) {
    return switch (reply.text()) {
      case "inf", "+inf" -> Double.POSITIVE_INFINITY;
      case "-inf" -> Double.NEGATIVE_INFINITY;
      case String digits -> Double.parseDouble(digits);
    };
  }

  private static List<Reply> evens(List<Reply> pairs) {
    return everySecond(pairs, 0);
  }

  private static List<Reply> odds(List<Reply> pairs) {
    return everySecond(pairs, 1);
  }

  private static List<Reply> everySecond(List<Reply> pairs, int from) {
    List<Reply> every = new ArrayList<>(pairs.size() / 2);
    for (int i = from; i < pairs.size(); i += 2) {
      every.add(pairs.get(i));
    }
    return every;
  }
}
