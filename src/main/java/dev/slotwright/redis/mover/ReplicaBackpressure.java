package dev.slotwright.redis.mover;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Holds the next batch while a replica of the target is too far behind: what is not replicated is
 * lost with the target, and an overrun of the replica's output buffer means a full resync
 * (redis#6999).
 *
 * <p>What counts is the offset at the time of asking: clients write on, and may not keep the mover
 * waiting. Replicas acknowledge once a second only; a WAIT for more replicas than there are makes
 * them acknowledge at once. Its own count says nothing: it covers the writes of this connection
 * alone.
 */
final class ReplicaBackpressure {
  private static final Duration MOST = Duration.ofSeconds(60);
  private static final Duration POLL = Duration.ofMillis(10);
  private static final long EVERY_NANOS = Duration.ofMillis(100).toNanos();
  private static final Pattern MASTER = Pattern.compile("master_repl_offset:(\\d+)");
  private static final Pattern REPLICA = Pattern.compile("slave\\d+:.*state=online.*offset=(\\d+)");
  private static final Pattern EVICTED = Pattern.compile("evicted_keys:(\\d+)");

  private final NodeLine target;
  private final long windowBytes;
  private final ReplicaLoss loss;
  private final HandedOver handedOver = new HandedOver();
  private boolean replicated;
  private long askedAt;
  private long evicted = -1;
  private String process = "";
  private boolean begun;
  private long bytesSince;
  private boolean fresh;

  ReplicaBackpressure(NodeLine target, OrderContext order) {
    this.target = target;
    this.windowBytes = order.settings().replicaWindowBytes();
    this.loss =
        new ReplicaLoss(target, order.settings().patience(), order.stopping()::get, order::warned);
    this.askedAt = System.nanoTime();
  }

  /** MIGRATE has acknowledged keys; {@link #hold} remembers the target's offset after them. */
  void acknowledged(long keys) {
    handedOver.acknowledged(keys);
  }

  /** How many keys at most the master that has taken the target's place does not have. */
  long missingAt(NodeLine heir) {
    return handedOver.missingAt(heir.call("INFO", "replication").text());
  }

  /**
   * Called between batches; asks the target a few times a second at most, or once a quarter of the
   * window was sent.
   *
   * @throws MoveFailure when a replica does not catch up, the last one stays away, or the target
   *     evicts keys
   */
  void hold(long bytesSent) {
    fresh = true;
    bytesSince += bytesSent;
    if (bytesSince < windowBytes / 4 && System.nanoTime() - askedAt < EVERY_NANOS) {
      if (replicated) {
        replication();
      }
      return;
    }
    bytesSince = 0;
    long deadline = System.nanoTime() + MOST.toNanos();
    requireNothingEvicted();
    Replication now = replication();
    for (long goal = now.written() - windowBytes; now.acknowledged() < goal; now = replication()) {
      if (System.nanoTime() > deadline) {
        throw MoveFailure.passing(
            "a replica of the target %s stays more than %d bytes behind: check its link"
                .formatted(target.address(), windowBytes),
            null);
      }
      target.call("WAIT", "1000", "1");
      Waiting.pause(POLL);
    }
    loss.look(now.online(), () -> replication().online());
    askedAt = System.nanoTime();
  }

  /** Goes on where another left off. */
  void inherit(ReplicaBackpressure before) {
    loss.inherit(before.loss);
    if (target.address().equals(before.target.address())) {
      handedOver.inherit(before.handedOver);
      evicted = before.evicted;
      process = before.process;
      fresh = evicted >= 0; // what was evicted since the last look has to be noticed
    }
  }

  /**
   * @param written the target's own offset
   * @param acknowledged by the replica that is furthest behind; {@code written} without replicas
   * @param online replicas that the target writes to
   */
  private record Replication(long written, long acknowledged, int online) {}

  private Replication replication() {
    String replication = target.call("INFO", "replication").text();
    Matcher master = MASTER.matcher(replication);
    long written = master.find() ? Long.parseLong(master.group(1)) : 0;
    long acknowledged = written;
    Matcher replica = REPLICA.matcher(replication);
    int online = 0;
    while (replica.find()) {
      online++;
      acknowledged = Math.min(acknowledged, Long.parseLong(replica.group(1)));
    }
    replicated = online > 0;
    handedOver.mark(replication, written);
    return new Replication(written, acknowledged, online);
  }

  /**
   * What the target had evicted before the first batch is not this move's doing.
   *
   * @throws MoveFailure when it has lost its last replica, which stays away
   */
  void begin() {
    if (!begun) {
      begun = true;
      if (evicted < 0) {
        process = target.server().runId();
        evicted = evictions();
      }
      int online = replication().online();
      loss.look(online, () -> replication().online());
    }
  }

  /**
   * A target that evicts drops keys in silence instead of refusing them.
   *
   * @throws MoveFailure when it has since the last look
   */
  void requireNothingEvicted() {
    if (!fresh) {
      return;
    }
    fresh = false;
    long now = evictions();
    // A process that was started anew counts from 0.
    boolean same = process.equals(target.server().runId());
    long more = now - (same ? evicted : 0);
    evicted = now;
    process = target.server().runId();
    if (more > 0) {
      throw MoveFailure.targetFull(
          ("the target %s evicts keys (%d since the last look): raise its maxmemory, or move less"
                  + " onto it")
              .formatted(target.address(), more));
    }
  }

  private long evictions() {
    Matcher count = EVICTED.matcher(target.call("INFO", "stats").text());
    return count.find() ? Long.parseLong(count.group(1)) : 0;
  }
}
