package dev.slotwright.redis.mover;

import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a target has taken over, by its replication offset: how many keys at most a replica that
 * takes its place does not have. A promoted replica tells up to which offset it has followed its
 * master ({@code second_repl_offset}); every key that was acknowledged before the master itself was
 * at that offset is on it.
 */
final class HandedOver {
  private static final int MOST_MARKS = 4096;
  private static final Pattern HISTORY = Pattern.compile("master_replid:(\\w+)");
  private static final Pattern HISTORY_BEFORE = Pattern.compile("master_replid2:(\\w+)");
  private static final Pattern FOLLOWED = Pattern.compile("second_repl_offset:(-?\\d+)");

  /** Keys acknowledged so far, by an offset that the target had reached after them. */
  private final TreeMap<Long, Long> marks = new TreeMap<>();

  private String history = "";
  private long keys;

  /** Keys that MIGRATE has acknowledged, and their source has deleted. */
  void acknowledged(long more) {
    keys += more;
  }

  /**
   * The target has told its offset after all that was acknowledged so far.
   *
   * @param replication its INFO
   */
  void mark(String replication, long offset) {
    String now = text(HISTORY, replication);
    if (!now.equals(history)) {
      // Offsets of another history: nothing that was marked can be told from what comes.
      marks.clear();
      history = now;
    }
    marks.put(offset, keys);
    if (marks.size() > MOST_MARKS) {
      marks.pollFirstEntry(); // whoever has less than the others is taken to have nothing
    }
  }

  /** Goes on where another left off. */
  void inherit(HandedOver before) {
    marks.putAll(before.marks);
    history = before.history;
    keys = before.keys;
  }

  /**
   * Upper bound of the keys that the node does not have, 0 when it had caught up.
   *
   * @param replication INFO of the master that has taken the target's place
   */
  long missingAt(String replication) {
    String followed = text(FOLLOWED, replication);
    boolean successor =
        !history.isEmpty()
            && history.equals(text(HISTORY_BEFORE, replication))
            && !followed.isEmpty();
    if (!successor) {
      return keys;
    }
    // The offset is that of the first byte that it does not have.
    var covered = marks.floorEntry(Long.parseLong(followed) - 1);
    return keys - (covered == null ? 0 : covered.getValue());
  }

  private static String text(Pattern pattern, String replication) {
    Matcher found = pattern.matcher(replication);
    return found.find() ? found.group(1) : "";
  }
}
