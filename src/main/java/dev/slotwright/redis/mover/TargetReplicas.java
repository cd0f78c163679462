package dev.slotwright.redis.mover;

import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;

/**
 * Whether what a target takes is copied: where all its replicas are away, what has moved would be
 * on one node only, and go with it. A target that never had replicas is the operator's choice.
 */
final class TargetReplicas {
  private static final Logger LOG = Logger.getLogger(TargetReplicas.class);

  /** A replica acknowledges once a second, so one that keeps up may seem behind for as long. */
  private static final Duration LIMIT = Duration.ofSeconds(3);

  private static final Duration POLL = Duration.ofMillis(100);
  private static final Pattern MASTER = Pattern.compile("master_repl_offset:(\\d+)");
  private static final Pattern REPLICA = Pattern.compile("slave\\d+:.*state=online.*offset=(\\d+)");

  private final NodeLine target;
  private final long windowBytes;

  /**
   * @param windowBytes how far a replica may be behind to count
   */
  TargetReplicas(NodeLine target, long windowBytes) {
    this.target = target;
    this.windowBytes = windowBytes;
  }

  /**
   * @param view the target's own
   * @throws MoveFailure when it has replicas and none of them is online and close behind
   */
  void require(SelfView view) {
    List<String> configured =
        view.replicas().map(peer -> peer.id().brief() + " at " + peer.address()).sorted().toList();
    if (configured.isEmpty()) {
      return;
    }
    String which = String.join(", ", configured);
    long inSync = inSync();
    if (inSync == 0) {
      throw MoveFailure.passing(
          ("no replica of the target %s is online and within %d bytes of it (%s): what moves there"
                  + " would be on one node only; bring a replica back, or forget those that are gone"
                  + " for good")
              .formatted(target.address(), windowBytes, which),
          null);
    }
    if (inSync < configured.size()) {
      LOG.warnf(
          "not all replicas of a target are in sync target=%s inSync=%d replicas=%s",
          target.address(), inSync, which);
    }
  }

  private long inSync() {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (true) {
      long found = inSync(target.call("INFO", "replication").text());
      if (found > 0 || System.nanoTime() > deadline) {
        return found;
      }
      Waiting.pause(POLL);
    }
  }

  private long inSync(String replication) {
    Matcher master = MASTER.matcher(replication);
    long offset = master.find() ? Long.parseLong(master.group(1)) : 0;
    return REPLICA
        .matcher(replication)
        .results()
        .filter(replica -> offset - Long.parseLong(replica.group(1)) <= windowBytes)
        .count();
  }
}
