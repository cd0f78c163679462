package dev.slotwright.redis.mover;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a node can still take, and what it cannot show through slots. */
final class HeadRoom {
  private static final Pattern USED = Pattern.compile("(?m)^used_memory:(\\d+)");
  private static final Pattern BUFFERS = Pattern.compile("mem_not_counted_for_evict:(\\d+)");
  private static final Pattern LIMIT = Pattern.compile("(?m)^maxmemory:(\\d+)");
  private static final Pattern POLICY = Pattern.compile("(?m)^maxmemory_policy:(\\S+)");
  private static final Pattern OTHER_DATABASE = Pattern.compile("(?m)^db([1-9]\\d*):");

  private HeadRoom() {}

  /**
   * A target that evicts would drop keys in silence where another one refuses them, so an estimate
   * has to fit with a tenth to spare there.
   *
   * @param estimated whether the bytes are an estimate
   * @throws MoveFailure when the bytes would not fit below the target's maxmemory
   */
  static void require(NodeLine target, long bytes, boolean estimated) {
    String memory = target.call("INFO", "memory").text();
    long limit = number(LIMIT, memory);
    long used = number(USED, memory) - number(BUFFERS, memory);
    Matcher policy = POLICY.matcher(memory);
    boolean evicts = policy.find() && !policy.group(1).equals("noeviction");
    long needed = evicts && estimated ? bytes + bytes / 10 : bytes;
    if (limit > 0 && used + needed > limit) {
      throw MoveFailure.lasting(
          ("the target %s has room for %d bytes (maxmemory %d, used %d), %d are to come%s: raise"
                  + " its maxmemory, or move less onto it")
              .formatted(
                  target.address(),
                  Math.max(0, limit - used),
                  limit,
                  used,
                  needed,
                  evicts ? ", and its policy " + policy.group(1) + " would drop keys" : ""));
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
