package dev.slotwright.world.demo;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;

/** Progress on standard error: a line per event, and a live line at the bottom of a terminal. */
public final class Screen {
  private static final int WIDTH = 30;

  private final PrintStream out;
  private final boolean plain;
  private final long begun = System.nanoTime();
  private boolean live;

  public Screen(PrintStream out, boolean plain) {
    this.out = out;
    this.plain = plain || System.console() == null;
  }

  /** Since the demo began. */
  public Duration elapsed() {
    return Duration.ofNanos(System.nanoTime() - begun);
  }

  public synchronized void line(String text) {
    clear();
    out.printf(Locale.ROOT, "%6.1f s  %s%n", elapsed().toMillis() / 1000.0, text);
  }

  /** Replaces the live line: a bar of {@code share}, 0 to 1, and a text. */
  synchronized void bar(double share, String text) {
    if (plain) {
      return;
    }
    clear();
    int full = (int) Math.round(Math.clamp(share, 0, 1) * WIDTH);
    out.printf("  [%s%s] %s", "█".repeat(full), "·".repeat(WIDTH - full), text);
    out.flush();
    live = true;
  }

  private void clear() {
    if (live) {
      out.print("\r\033[2K");
      live = false;
    }
  }
}
