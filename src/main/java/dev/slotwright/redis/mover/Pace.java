package dev.slotwright.redis.mover;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Leaves room for clients: while the source has work of its own, MIGRATE takes at most 60 % of the
 * time, and never more than was asked for.
 */
final class Pace {
  private static final double BUSY_SHARE = 0.6;
  private static final double BUSY_OPS = 100;
  private static final long POLL_NANOS = Duration.ofMillis(250).toNanos();
  private static final Pattern OPS = Pattern.compile("instantaneous_ops_per_sec:(\\d+)");

  private final NodeLine source;
  private final PaceControl control;
  private long polledAt;
  private long sentBefore;
  private boolean busy;

  Pace(NodeLine source, PaceControl control) {
    this.source = source;
    this.control = control;
    this.polledAt = System.nanoTime() - POLL_NANOS;
    this.sentBefore = source.sent();
  }

  /** Rests after a batch, in proportion to its length. */
  void rest(long batchNanos) {
    if (System.nanoTime() - polledAt >= POLL_NANOS) {
      poll();
    }
    control.rest(batchNanos, busy ? BUSY_SHARE : 1);
  }

  private void poll() {
    Matcher ops = OPS.matcher(source.call("INFO", "stats").text());
    long now = System.nanoTime();
    // The server counts the mover's own commands too.
    double own = (source.sent() - sentBefore) * 1e9 / Math.max(1, now - polledAt);
    busy = ops.find() && Long.parseLong(ops.group(1)) - own > BUSY_OPS;
    polledAt = now;
    sentBefore = source.sent();
  }
}
