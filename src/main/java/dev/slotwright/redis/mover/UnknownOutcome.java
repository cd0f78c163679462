package dev.slotwright.redis.mover;

import dev.slotwright.redis.Request;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;

/**
 * What became of a MIGRATE whose outcome nobody told: first makes sure that nothing of it can still
 * arrive at the target, then asks both ends for each key.
 */
final class UnknownOutcome {
  private static final Logger LOG = Logger.getLogger(UnknownOutcome.class);
  private static final Duration QUIET = Duration.ofSeconds(5);
  private static final Duration POLL = Duration.ofMillis(50);
  private static final Pattern CLIENT =
      Pattern.compile("^id=(\\d+) .*\\bage=(\\d+) .*\\bcmd=(\\S+)");

  /**
   * Last commands of a connection that MIGRATE made: what is still in it could be applied late. A
   * plain RESTORE is somebody else's import.
   */
  private static final Set<String> RESTORING = Set.of("restore-asking");

  /** Last commands of a young connection that may turn out to be MIGRATE's. */
  private static final Set<String> BEGINNING = Set.of("select", "auth", "NULL");

  private static final long YOUNG_SECONDS = 1;

  private final Pair pair;

  UnknownOutcome(Pair pair) {
    this.pair = pair;
  }

  /**
   * Of keys whose MIGRATE has an unknown outcome, those that are on both ends still. The source has
   * had them all along and served them, so its copies are the true ones: the target's are deleted
   * where nobody has touched them.
   *
   * @throws dev.slotwright.control.UnreachableException while an end does not answer
   */
  List<Key> settle(List<Key> keys) {
    pair.source().call("PING");
    pair.target().call("PING");
    List<Key> both;
    try (StaleCopies copies = StaleCopies.watch(pair, keys)) {
      quieten();
      both = new BothEnds(pair).onBoth(copies.delete());
    }
    LOG.infof(
        "migrate outcome settled pair=%s keys=%d onBoth=%d", pair.name(), keys.size(), both.size());
    return both;
  }

  /**
   * Ends the connections through which a RESTORE could still come (the source opens a new one when
   * it needs it), and gives those that have only begun the time to show what they are.
   */
  private void quieten() {
    long deadline = System.nanoTime() + QUIET.toNanos();
    for (int quiet = 0; quiet < 2; ) {
      boolean killed = false;
      boolean begun = false;
      for (String line : pair.target().call("CLIENT", "LIST").text().split("\n")) {
        Matcher client = CLIENT.matcher(line);
        if (client.find()) {
          String last = client.group(3);
          begun |= BEGINNING.contains(last) && Long.parseLong(client.group(2)) <= YOUNG_SECONDS;
          if (RESTORING.contains(last)) {
            killed = true;
            pair.target().ask(List.of(Request.of("CLIENT", "KILL", "ID", client.group(1))));
          }
        }
      }
      boolean late = System.nanoTime() > deadline;
      if (late && killed) {
        throw new Unsettled("connections of MIGRATE at " + pair.target().address() + " do not end");
      }
      quiet = !killed && (!begun || late) ? quiet + 1 : 0;
      if (quiet < 2) {
        Waiting.pause(POLL);
      }
    }
  }
}
