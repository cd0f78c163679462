package dev.slotwright.policy;

import java.time.Duration;

/**
 * How slots are moved.
 *
 * @param openSlots slots open at once between a source and a target, 1 to 64
 * @param pauseBudget the longest that one MIGRATE should block its source, 1 ms to 1 s
 * @param transport {@code auto}, {@code migrate} or {@code atomic}
 * @param clientRefresh how long ordinary clients may go on with an old view of the cluster, 0 s to
 *     10 min: slots move to a new node, and a drained node leaves, only when that long has passed.
 *     A client that checks whether a redirect leads to a node it knows fails without this
 */
public record Execution(
    int openSlots, Duration pauseBudget, Transport transport, Duration clientRefresh) {
  /** Lettuce and most others refresh their view once a minute unless they are told otherwise. */
  public static final Duration CLIENT_REFRESH = Duration.ofSeconds(60);

  /** What carries the keys. */
  public enum Transport {
    AUTO,
    MIGRATE,
    ATOMIC
  }

  public Execution(int openSlots, Duration pauseBudget, Transport transport) {
    this(openSlots, pauseBudget, transport, CLIENT_REFRESH);
  }

  public Execution {
    if (openSlots < 1 || openSlots > 64) {
      throw new IllegalArgumentException("openSlots " + openSlots + " is outside 1..64");
    }
    if (clientRefresh.isNegative() || clientRefresh.compareTo(Duration.ofMinutes(10)) > 0) {
      throw new IllegalArgumentException("clientRefresh " + clientRefresh + " is outside 0s..10m");
    }
  }
}
