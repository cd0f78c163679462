package dev.slotwright.control;

import dev.slotwright.operation.MoveFigures;
import dev.slotwright.operation.MoveStatus;
import dev.slotwright.operation.PauseHistogram;
import dev.slotwright.operation.RetryCause;
import java.util.EnumMap;
import java.util.Map;

/**
 * What all orders of a cluster's mover have taken together, in this process; never falls.
 *
 * @param migrates how long each MIGRATE batch kept its source busy
 * @param probes how long each probe of either end took
 * @param retries with an entry for each cause
 */
public record MoveTotals(
    PauseHistogram migrates, PauseHistogram probes, Map<RetryCause, Long> retries) {
  public static final MoveTotals NONE =
      new MoveTotals(PauseHistogram.EMPTY, PauseHistogram.EMPTY, MoveFigures.NONE.allRetries());

  public MoveTotals {
    retries = Map.copyOf(retries);
  }

  /** With one order more. */
  MoveTotals plus(MoveStatus.Progress order) {
    MoveFigures figures = order.figures();
    Map<RetryCause, Long> sum = new EnumMap<>(figures.allRetries());
    retries.forEach((cause, count) -> sum.merge(cause, count, Long::sum));
    return new MoveTotals(migrates.plus(figures.migrates()), probes.plus(figures.probes()), sum);
  }
}
