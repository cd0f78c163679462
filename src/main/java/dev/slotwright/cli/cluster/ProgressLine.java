package dev.slotwright.cli.cluster;

import dev.slotwright.operation.MoveStatus.Progress;
import java.io.PrintWriter;
import java.time.Duration;

/** How far a move is: one line that is drawn again on a terminal, else a line now and then. */
final class ProgressLine {
  private static final int WIDTH = 24;
  private static final Duration REDRAW = Duration.ofMillis(200);
  private static final Duration REPEAT = Duration.ofSeconds(5);
  private static final String ERASE = "\r\033[2K";

  /** A line that is longer than the terminal is wide is cut, or it could not be drawn again. */
  private static final String CUT = "\033[?7l";

  private static final String WRAP = "\033[?7h";

  private final PrintWriter err;
  private final boolean redraws;
  private final long bytesTotal;
  private final String legend;
  private long shownAt = System.nanoTime();
  private boolean drawn;

  /**
   * @param legend behind the figures of a line that is drawn again; may be empty
   */
  ProgressLine(PrintWriter err, boolean redraws, long bytesTotal, String legend) {
    this.legend = legend;
    this.err = err;
    this.redraws = redraws;
    this.bytesTotal = bytesTotal;
  }

  /** Shows this when it is time to. */
  synchronized void show(Progress progress) {
    long now = System.nanoTime();
    if (now - shownAt < (redraws ? REDRAW : REPEAT).toNanos()) {
      return;
    }
    shownAt = now;
    if (redraws) {
      err.print(ERASE + CUT + bar(progress) + " " + text(progress) + " " + legend + WRAP);
      drawn = true;
    } else {
      err.println("slotwright: " + text(progress));
    }
    err.flush();
  }

  /** Other words follow. */
  synchronized void end() {
    if (drawn) {
      err.print(ERASE);
      err.flush();
      drawn = false;
    }
  }

  private static String bar(Progress progress) {
    double share = progress.slotsMoved() / (double) Math.max(1, progress.slotsTotal());
    int full = (int) Math.round(Math.clamp(share, 0, 1) * WIDTH);
    return "[" + "#".repeat(full) + "-".repeat(WIDTH - full) + "]";
  }

  String text(Progress progress) {
    return "%s%s of %s slots, %s of %s, %s keys/s, %spause %s"
        .formatted(
            progress.figures().pace().paused() ? "paused: " : "",
            Amounts.count(progress.slotsMoved()),
            Amounts.count(progress.slotsTotal()),
            Amounts.bytes(progress.bytesMoved()),
            Amounts.bytes(bytesTotal),
            Amounts.count(Math.round(progress.keysPerSecond())),
            progress.secondsLeft().map(s -> Amounts.seconds(s) + " left, ").orElse(""),
            Amounts.millis(progress.longestPauseMillis()));
  }
}
