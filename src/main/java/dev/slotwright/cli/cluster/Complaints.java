package dev.slotwright.cli.cluster;

import dev.slotwright.control.MoveListener;
import dev.slotwright.control.SlotMover;
import dev.slotwright.operation.MoveFigures;

/**
 * Tells at once what does not go as it was wanted to.
 *
 * @param line gives way to the words
 */
record Complaints(Printer printer, ProgressLine line) implements MoveListener {
  @Override
  public void moved(SlotMover.Moved moved) {
    // The progress line counts them.
  }

  @Override
  public void fellBack(FellBack fallback) {
    note(
        "%s to %s goes by %s instead of %s: %s"
            .formatted(
                fallback.from().brief(),
                fallback.to().brief(),
                MoveFigures.word(fallback.taken()),
                MoveFigures.word(fallback.wanted()),
                fallback.reason()));
  }

  @Override
  public void withdrawn(Withdrawn withdrawn) {
    String from = withdrawn.from().brief();
    if (!withdrawn.returned().isEmpty()) {
      note("slots %s went back to %s".formatted(withdrawn.returned(), from));
    }
    if (!withdrawn.leftOpen().isEmpty()) {
      note(
          "slots %s are left open from %s to %s: %s"
              .formatted(withdrawn.leftOpen(), from, withdrawn.to().brief(), withdrawn.reason()));
    }
  }

  @Override
  public void warned(Warning warning) {
    note(warning.message());
  }

  private void note(String words) {
    line.end();
    printer.note(words);
  }
}
