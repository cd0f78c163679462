package dev.slotwright.operation;

import dev.slotwright.policy.Execution;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * How the keys of an order are carried.
 *
 * @param transports that have been at work so far, {@code MIGRATE}, {@code ATOMIC} or both
 * @param fallback why the newest pair that could not be moved by {@code ATOMIC} was not
 * @param batchKeys that one MIGRATE batch may hold right now, of the pair that sent last
 * @param batchBytes likewise
 * @param migrates how long the source was kept busy by each batch; by {@code ATOMIC}, how long each
 *     hand-over held writes back
 * @param probes how long each probe of either end took
 * @param retries how often something was done once more, by cause; causes without one are left out
 * @param pace as asked for
 * @param warnings that people should know of, in words, in the order in which they came
 */
public record MoveFigures(
    Set<Execution.Transport> transports,
    Optional<String> fallback,
    int batchKeys,
    long batchBytes,
    PauseHistogram migrates,
    PauseHistogram probes,
    Map<RetryCause, Long> retries,
    MovePace pace,
    List<String> warnings) {
  public static final MoveFigures NONE =
      new MoveFigures(
          Set.of(),
          Optional.empty(),
          0,
          0,
          PauseHistogram.EMPTY,
          PauseHistogram.EMPTY,
          Map.of(),
          MovePace.FULL,
          List.of());

  public MoveFigures {
    transports = Set.copyOf(transports);
    retries = Map.copyOf(retries);
    warnings = List.copyOf(warnings);
  }

  /** {@code migrate}, {@code atomic}, {@code atomic+migrate}; empty before the first. */
  public Optional<String> transport() {
    return transports.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new TreeSet<>(transports.stream().map(MoveFigures::word).toList())
                .stream().collect(Collectors.joining("+")));
  }

  /** Stable, for events, metrics and JSON. */
  public static String word(Execution.Transport transport) {
    return transport.name().toLowerCase(Locale.ROOT);
  }

  /** Retries with an entry for every cause, in the causes' order. */
  public Map<RetryCause, Long> allRetries() {
    Map<RetryCause, Long> all = new EnumMap<>(RetryCause.class);
    for (RetryCause cause : RetryCause.values()) {
      all.put(cause, retries.getOrDefault(cause, 0L));
    }
    return all;
  }
}
