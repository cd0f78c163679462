package dev.slotwright.cli.cluster;

import dev.slotwright.operation.MoveFigures;
import dev.slotwright.operation.MoveStatus.Progress;
import dev.slotwright.operation.RetryCause;
import dev.slotwright.policy.Execution;
import java.time.Duration;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the orders of one command have moved together.
 *
 * @param pauseMillis the longest
 * @param took all orders, without what was between them
 * @param transports that were at work
 * @param fallback why a pair was not moved by the transport that was wanted
 * @param retries by cause
 * @param warnings that people should know of, in words
 */
record MoveTotals(
    int slots,
    long keys,
    long bytes,
    double pauseMillis,
    Duration took,
    Set<Execution.Transport> transports,
    Optional<String> fallback,
    Map<RetryCause, Long> retries,
    List<String> warnings) {
  static final MoveTotals NONE =
      new MoveTotals(0, 0, 0, 0, Duration.ZERO, Set.of(), Optional.empty(), Map.of(), List.of());

  MoveTotals plus(Progress order, Duration more) {
    Set<Execution.Transport> both = EnumSet.noneOf(Execution.Transport.class);
    both.addAll(transports);
    both.addAll(order.figures().transports());
    Map<RetryCause, Long> sum = new EnumMap<>(RetryCause.class);
    sum.putAll(retries);
    order.figures().retries().forEach((cause, times) -> sum.merge(cause, times, Long::sum));
    return new MoveTotals(
        slots + order.slotsMoved(),
        keys + order.keysMoved(),
        bytes + order.bytesMoved(),
        Math.max(pauseMillis, order.longestPauseMillis()),
        took.plus(more),
        both,
        order.figures().fallback().or(() -> fallback),
        sum,
        Stream.concat(warnings.stream(), order.figures().warnings().stream()).distinct().toList());
  }

  double seconds() {
    return took.toMillis() / 1000.0;
  }

  /** {@code migrate}, {@code atomic}, {@code atomic+migrate}; as asked for while nothing moved. */
  private String transport(Execution asked) {
    return transports.isEmpty()
        ? MoveFigures.word(asked.transport())
        : transports.stream().map(MoveFigures::word).sorted().collect(Collectors.joining("+"));
  }

  /** For programs. */
  Map<String, Object> fields(long lowerBoundBytes, Execution asked) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("slotsMoved", slots);
    fields.put("keysMoved", keys);
    fields.put("bytesMoved", bytes);
    fields.put("seconds", seconds());
    fields.put("lowerBoundBytes", lowerBoundBytes);
    fields.put("longestPauseMillis", pauseMillis);
    fields.put("transport", transport(asked));
    fallback.ifPresent(why -> fields.put("fallback", why));
    Map<String, Long> causes = new LinkedHashMap<>();
    retries.forEach((cause, times) -> causes.put(cause.word(), times));
    fields.put("retries", causes);
    if (!warnings.isEmpty()) {
      fields.put("warnings", warnings);
    }
    return fields;
  }

  /** For people. */
  String text(Execution asked) {
    double seconds = Math.max(0.001, seconds());
    return "%s, %s, %s in %.1f s by %s: %s keys/s, %s/s, longest pause %s%n"
        .formatted(
            Amounts.counted(slots, "slot"),
            Amounts.counted(keys, "key"),
            Amounts.bytes(bytes),
            seconds,
            transport(asked),
            Amounts.count(Math.round(keys / seconds)),
            Amounts.bytes(bytes / seconds),
            Amounts.millis(pauseMillis));
  }
}
