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
    Room room = Room.of(target);
    room.require(target, room.evicts() && estimated ? bytes + bytes / 10 : bytes);
  }

  /**
   * @param spare leaves one part in so many of maxmemory free
   * @throws MoveFailure when the bytes would not fit below that
   */
  static void requireWithSpare(NodeLine target, long bytes, int spare) {
    Room room = Room.of(target);
    room.require(target, bytes + room.limit() / spare);
  }

  /**
   * What a node said.
   *
   * @param limit its maxmemory, bytes; 0 without
   * @param used what counts against it, bytes
   * @param policy what it does beyond
   */
  private record Room(long limit, long used, String policy) {
    static Room of(NodeLine node) {
      String memory = node.call("INFO", "memory").text();
      Matcher policy = POLICY.matcher(memory);
      return new Room(
          number(LIMIT, memory),
          number(USED, memory) - number(BUFFERS, memory),
          policy.find() ? policy.group(1) : "noeviction");
    }

    boolean evicts() {
      return !policy.equals("noeviction");
    }

    void require(NodeLine target, long needed) {
      if (limit > 0 && used + needed > limit) {
        throw MoveFailure.targetFull(
            ("the target %s has room for %d bytes (maxmemory %d, used %d), %d are to come%s: raise"
                    + " its maxmemory, or move less onto it")
                .formatted(
                    target.address(),
                    Math.max(0, limit - used),
                    limit,
                    used,
                    needed,
                    evicts() ? ", and its policy " + policy + " would drop keys" : ""));
      }
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
