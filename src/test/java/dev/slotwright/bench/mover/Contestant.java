package dev.slotwright.bench.mover;

import java.util.Optional;

/** Somebody who moves the first half of each source's slots to the empty masters. */
interface Contestant {
  String name();

  /** Why it cannot take part on this cluster's servers; empty when it can. */
  default Optional<String> absent(BenchCluster cluster) {
    return Optional.empty();
  }

  /**
   * Moves, and returns when its work is done.
   *
   * @throws IllegalStateException when it fails, with its own words
   */
  Measurement run(BenchCluster cluster);
}
