package dev.slotwright.cli.cluster;

import dev.slotwright.control.SlotMover;
import dev.slotwright.operation.MovePace;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * Lines typed while a move runs set its pace: {@code p} pauses and resumes, {@code s} and {@code f}
 * halve and double the share of the time that it may take. Nobody at a terminal, no keys.
 */
final class PaceKeys {
  /** Behind the progress; what stands before it may push it over the edge. */
  static final String LEGEND = "[p, s, f + Enter]";

  private static final String EXPLAINED =
      "type p to pause and to resume, s for slower, f for faster, then Enter";
  private static final Duration LOOK = Duration.ofMillis(100);

  private final Terminal terminal;
  private final SlotMover mover;
  private final Printer printer;
  private final boolean seated;
  private MovePace pace = MovePace.FULL;
  private long lookedAt = System.nanoTime();

  PaceKeys(Terminal terminal, SlotMover mover, Printer printer) {
    this.terminal = terminal;
    this.mover = mover;
    this.printer = printer;
    this.seated = terminal.canAsk();
  }

  /** What the progress line shows of them. */
  Optional<String> legend() {
    return seated ? Optional.of(LEGEND) : Optional.empty();
  }

  /** Once, before the first order. */
  void explain() {
    if (seated) {
      printer.note(EXPLAINED);
    }
  }

  /**
   * Takes what was typed meanwhile, if it is time to look.
   *
   * @param line gives way to the words
   */
  void look(ProgressLine line) {
    long now = System.nanoTime();
    if (seated && now - lookedAt >= LOOK.toNanos()) {
      lookedAt = now;
      for (Optional<String> typed = terminal.typed(); typed.isPresent(); typed = terminal.typed()) {
        String said = take(typed.orElseThrow().strip().toLowerCase(Locale.ROOT));
        line.end();
        printer.note(said);
      }
    }
  }

  private String take(String key) {
    return switch (key) {
      case "p" -> set(pace.paused() ? pace.resume() : pace.pause());
      case "s" -> set(pace.slower());
      case "f" -> set(pace.faster());
      default -> EXPLAINED;
    };
  }

  private String set(MovePace next) {
    pace = next;
    mover.pace(next);
    String share = "at most %.0f %% of the time".formatted(next.share() * 100);
    return next.paused()
        ? "paused: what is open is finished or waits; p resumes, " + share
        : next.share() < 1 ? "moving keys takes " + share : "moving at full pace";
  }
}
