package dev.slotwright.redis.mover;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Leaves room for clients: while the source has work of its own, batches last half of the pause
 * budget at most, and take at most 60 % of the time; less when probes wait longer for them than the
 * budget allows (a quarter less at each look, a twentieth more when they do not). It begins with
 * less than that, and until the first look it takes clients to be at work: operations that wait
 * since a beginning at full speed may wait until the move is over.
 */
final class Pace {
  private static final double BUSY_SHARE = 0.6;
  private static final double LEAST_SHARE = 0.15;
  private static final double FIRST_SHARE = 0.3;
  private static final double LESS = 0.75;
  private static final double MORE = 0.05;
  private static final double BUSY_OPS = 100;

  /** Fewer may be somebody's look at the node. */
  private static final double LEAST_COMMANDS = 10;

  private static final long POLL_NANOS = Duration.ofMillis(250).toNanos();
  private static final long FIRST_LOOK_NANOS = Duration.ofMillis(30).toNanos();
  private static final Pattern COMMANDS = Pattern.compile("total_commands_processed:(\\d+)");

  private final NodeLine source;
  private final PaceControl control;
  private final Probes probes;
  private final BatchSize size;
  private final Duration budget;
  private long polledAt;
  private long ownBefore;
  private long commandsBefore = -1;
  private boolean looked;
  private boolean busy = true;
  private double share = FIRST_SHARE;

  Pace(NodeLine source, PaceControl control, Probes probes, BatchSize size, Duration budget) {
    this.source = source;
    this.control = control;
    this.probes = probes;
    this.size = size;
    this.budget = budget;
    poll();
  }

  /** Rests after a batch, in proportion to its length. */
  void rest(long batchNanos) {
    if (System.nanoTime() - polledAt >= (looked ? POLL_NANOS : FIRST_LOOK_NANOS)) {
      looked = true;
      poll();
      probes.clientsAtWork(busy);
      size.budget(busy ? budget.dividedBy(2) : budget);
      adapt();
    }
    control.rest(batchNanos, busy ? share : 1);
  }

  private void adapt() {
    if (!busy) {
      share = FIRST_SHARE;
    } else if (probes.addedMillis() > budget.toNanos() / 1e6) {
      share = Math.max(LEAST_SHARE, share * LESS);
    } else {
      share = Math.min(BUSY_SHARE, share + MORE);
    }
  }

  /** The source counts the commands of the mover and of its probes too. */
  private void poll() {
    Matcher found = COMMANDS.matcher(source.call("INFO", "stats").text());
    long now = System.nanoTime();
    long own = source.sent() + probes.sentToSource();
    long commands = found.find() ? Long.parseLong(found.group(1)) : 0;
    if (commandsBefore >= 0) {
      double others = (commands - commandsBefore) - (own - ownBefore);
      busy = others >= LEAST_COMMANDS && others * 1e9 / Math.max(1, now - polledAt) > BUSY_OPS;
    }
    commandsBefore = commands;
    ownBefore = own;
    polledAt = now;
  }
}
