package dev.slotwright.cli.cluster;

import dev.slotwright.operation.MoveStatus.Progress;
import java.time.Duration;

/**
 * What the orders of one command have moved together.
 *
 * @param pauseMillis the longest
 * @param took all orders, without what was between them
 */
record MoveTotals(int slots, long keys, long bytes, double pauseMillis, Duration took) {
  static final MoveTotals NONE = new MoveTotals(0, 0, 0, 0, Duration.ZERO);

  MoveTotals plus(Progress order, Duration more) {
    return new MoveTotals(
        slots + order.slotsMoved(),
        keys + order.keysMoved(),
        bytes + order.bytesMoved(),
        Math.max(pauseMillis, order.longestPauseMillis()),
        took.plus(more));
  }

  double seconds() {
    return took.toMillis() / 1000.0;
  }

  /** For people. */
  String text() {
    double seconds = Math.max(0.001, seconds());
    return "%s, %s, %s in %.1f s: %s keys/s, %s/s, longest pause %s"
        .formatted(
            Amounts.counted(slots, "slot"),
            Amounts.counted(keys, "key"),
            Amounts.bytes(bytes),
            seconds,
            Amounts.count(Math.round(keys / seconds)),
            Amounts.bytes(bytes / seconds),
            Amounts.millis(pauseMillis));
  }
}
