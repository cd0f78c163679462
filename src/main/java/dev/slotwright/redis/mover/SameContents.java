package dev.slotwright.redis.mover;

import dev.slotwright.control.RefusedException;
import dev.slotwright.redis.Reply;
import dev.slotwright.redis.Request;
import dev.slotwright.redis.ServerErrorException;
import java.util.Arrays;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * Whether both ends hold the same under one key, by what clients can see of it. What DUMP gives is
 * only a short cut: servers write equal sets, hashes and sorted sets in different orders and
 * encodings, and each version in its own form.
 *
 * <p>Read a page at a time, of 256 elements and about 1 MiB at most, so that neither the node nor
 * this process is held up by a large key; a page is larger only where one element is. Strings are
 * compared by ranges, lists by position, sets, hashes (with the expiry of fields) and sorted sets
 * each element of one end with the other's, streams without consumer groups by entries and last id.
 * Streams with groups and the types of modules only by DUMP, up to 16 MiB; so is whatever else the
 * node's user may not read. What stays undecided with all permissions counts as different.
 */
final class SameContents {
  private static final Logger LOG = Logger.getLogger(SameContents.class);
  private static final long PAGE_BYTES = 1 << 20;
  private static final long PAGE_ELEMENTS = 256;

  /** Up to here DUMP is cheaper than a look at each element. */
  private static final long SMALL_BYTES = 64 << 10;

  private static final long MOST_DUMPED_BYTES = 16 << 20;

  private final KeyEnd here;
  private final KeyEnd there;

  SameContents(KeyEnd here, KeyEnd there) {
    this.here = here;
    this.there = there;
  }

  /**
   * Leaves times to live aside.
   *
   * @throws Unsettled when an end does not have the key any more
   * @throws ServerErrorException when key or node change meanwhile
   * @throws MoveFailure when the copies are not the same byte by byte, and more may not be read
   */
  boolean of(Key key) {
    try {
      return compare(key);
    } catch (RefusedException | ServerErrorException e) {
      requireUnchanged(e);
      LOG.warnf("contents of a key cannot be compared key=%s why=%s", key, e.getMessage());
      if (dumpedAlike(key)) {
        return true;
      }
      throw MoveFailure.ofSlot(
          key.slot(),
          ("key %s of slot %d is on both %s and %s, and cannot be compared: %s. +dump finds copies"
                  + " that are the same byte by byte, +type and what reads such a key the others;"
                  + " or keep one, delete the other; then repair")
              .formatted(
                  key, key.slot(), here.line().address(), there.line().address(), e.getMessage()));
    }
  }

  /** Whether DUMP, which needs no other permission, shows that the copies are the same. */
  private boolean dumpedAlike(Key key) {
    try {
      long bytes = Math.max(bytes(here, key), bytes(there, key));
      return bytes <= MOST_DUMPED_BYTES && sameDump(key);
    } catch (RefusedException | ServerErrorException e) {
      requireUnchanged(e);
      LOG.warnf("dumps of a key cannot be compared key=%s why=%s", key, e.getMessage());
      return false;
    }
  }

  /** ASK, MOVED, LOADING, WRONGTYPE and the like: key or node have changed in between. */
  private static void requireUnchanged(RuntimeException e) {
    if (e instanceof ServerErrorException error && !error.code().equals("ERR")) {
      throw e;
    }
  }

  private boolean compare(Key key) {
    String type = here.ask(about("TYPE", key)).text();
    String other = there.ask(about("TYPE", key)).text();
    if (type.equals("none") || other.equals("none")) {
      throw gone(key);
    }
    if (!type.equals(other)) {
      return false;
    }
    long bytes = Math.max(bytes(here, key), bytes(there, key));
    if (bytes <= SMALL_BYTES && sameDump(key)) {
      return true;
    }
    return switch (type) {
      case "string" -> sameString(key);
      case "list" -> sameList(key, bytes);
      case "set" -> sameMembers(key, "SCARD", bytes, SameMembers::ofSet);
      case "hash" -> sameMembers(key, "HLEN", bytes, SameMembers::ofHash);
      case "zset" -> sameMembers(key, "ZCARD", bytes, SameMembers::ofSortedSet);
      case "stream" -> new SameStream(here, there).of(key, bytes) || sameDump(key, bytes);
      default -> sameDump(key, bytes);
    };
  }

  private boolean sameString(Key key) {
    long length = here.ask(about("STRLEN", key)).number();
    boolean same = there.ask(about("STRLEN", key)).number() == length;
    for (long from = 0; same && from < length; from += PAGE_BYTES) {
      same = same(about("GETRANGE", key).with(from).with(from + PAGE_BYTES - 1));
    }
    return same;
  }

  private boolean sameList(Key key, long bytes) {
    long length = here.ask(about("LLEN", key)).number();
    boolean same = there.ask(about("LLEN", key)).number() == length;
    long page = page(bytes, length);
    for (long from = 0; same && from < length; from += page) {
      same = same(about("LRANGE", key).with(from).with(from + page - 1));
    }
    return same;
  }

  /** Compares all members, a page at a time. */
  @FunctionalInterface
  private interface Members {
    boolean same(SameMembers members, Key key);
  }

  /** As many at both ends, and each of one end is at the other: so they are the same. */
  private boolean sameMembers(Key key, String counting, long bytes, Members members) {
    long count = here.ask(about(counting, key)).number();
    return there.ask(about(counting, key)).number() == count
        && members.same(new SameMembers(here, there, page(bytes, count)), key);
  }

  private boolean sameDump(Key key, long bytes) {
    return bytes > SMALL_BYTES && bytes <= MOST_DUMPED_BYTES && sameDump(key);
  }

  private boolean sameDump(Key key) {
    return same(about("DUMP", key));
  }

  private boolean same(Request request) {
    return same(here.ask(request), there.ask(request));
  }

  /** How many elements are read at once. */
  static long page(long bytes, long elements) {
    long each = Math.max(1, bytes / Math.max(1, elements));
    return Math.clamp(PAGE_BYTES / each, 1, PAGE_ELEMENTS);
  }

  static boolean same(Reply one, Reply other) {
    return switch (one) {
      case Reply.Text text ->
          other instanceof Reply.Text more && Arrays.equals(text.bytes(), more.bytes());
      case Reply.Items items ->
          other instanceof Reply.Items more && sameItems(items.list(), more.list());
      case Reply.Number number -> number.equals(other);
      case Reply.Nil nil -> other.isNil();
    };
  }

  private static boolean sameItems(List<Reply> one, List<Reply> other) {
    boolean same = one.size() == other.size();
    for (int i = 0; same && i < one.size(); i++) {
      same = same(one.get(i), other.get(i));
    }
    return same;
  }

  private static long bytes(KeyEnd end, Key key) {
    Reply usage = end.ask(about("MEMORY", key, "USAGE"));
    if (usage.isNil()) {
      throw gone(key);
    }
    return usage.number();
  }

  static Request about(String command, Key key, String... subcommand) {
    return Request.of(command).with(subcommand).with(key.name());
  }

  static Unsettled gone(Key key) {
    return new Unsettled("key " + key + " was on both ends, and is gone from one");
  }
}
