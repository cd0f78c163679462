package dev.slotwright.kafka;

import java.time.Duration;

/** Pauses that double from the first to the longest. Used by one thread. */
final class Backoff {
  private final Duration first;
  private final Duration longest;
  private Duration next;

  Backoff(Duration first, Duration longest) {
    this.first = first;
    this.longest = longest;
    this.next = first;
  }

  /** The pause after one more failure. */
  Duration failed() {
    Duration pause = next;
    next = next.multipliedBy(2).compareTo(longest) > 0 ? longest : next.multipliedBy(2);
    return pause;
  }

  void succeeded() {
    next = first;
  }
}
