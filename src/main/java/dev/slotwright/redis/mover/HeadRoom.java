package dev.slotwright.redis.mover;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a node can still take, and what it cannot show through slots. */
final class HeadRoom {
  private static final Pattern USED = Pattern.compile("(?m)^used_memory:(\\d+)");
  private static final Pattern BUFFERS = Pattern.compile("mem_not_counted_for_evict:(\\d+)");
  private static final Pattern LIMIT = Pattern.compile("(?m)^maxmemory:(\\d+)");
  private static final Pattern OTHER_DATABASE = Pattern.compile("(?m)^db([1-9]\\d*):");

  private HeadRoom() {}

  /**
   * @throws MoveFailure when the bytes would not fit below the target's maxmemory
   */
  static void require(NodeLine target, long bytes) {
    String memory = target.call("INFO", "memory").text();
    long limit = number(LIMIT, memory);
    long used = number(USED, memory) - number(BUFFERS, memory);
    if (limit > 0 && used + bytes > limit) {
      throw MoveFailure.lasting(
          ("the target %s has room for %d bytes (maxmemory %d, used %d), %d are to come: raise its"
                  + " maxmemory, or move less onto it")
              .formatted(target.address(), Math.max(0, limit - used), limit, used, bytes));
    }
  }

  /**
   * @throws MoveFailure when keys are outside database 0, which MIGRATE would leave behind
   */
  static void requireOneDatabase(NodeLine source) {
    Matcher other = OTHER_DATABASE.matcher(source.call("INFO", "keyspace").text());
    if (other.find()) {
      throw MoveFailure.lasting(
          ("the source %s has keys in database %s; transport migrate moves database 0 only: empty"
                  + " the others first")
              .formatted(source.address(), other.group(1)));
    }
  }

  private static long number(Pattern pattern, String text) {
    Matcher found = pattern.matcher(text);
    return found.find() ? Long.parseLong(found.group(1)) : 0;
  }
}
