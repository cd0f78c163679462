package dev.slotwright.redis;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * How nodes are reached.
 *
 * @param connectTimeout for TCP, TLS and AUTH together
 * @param commandTimeout for one reply, or one pipeline of replies, where the caller names no other
 * @param observeTimeout for everything that one observation asks of all nodes
 * @param tls whether nodes speak TLS on the ports that they announce
 * @param certificateAuthority PEM file to trust instead of the JVM's own authorities
 */
public record RedisSettings(
    Duration connectTimeout,
    Duration commandTimeout,
    Duration observeTimeout,
    boolean tls,
    Optional<Path> certificateAuthority) {
  public RedisSettings {
    for (Duration timeout : new Duration[] {connectTimeout, commandTimeout, observeTimeout}) {
      if (timeout.isNegative() || timeout.isZero()) {
        throw new IllegalArgumentException("a time-out for Redis is " + timeout + ", not positive");
      }
    }
  }

  /** Plain TCP; 1 s to connect, 5 s for a reply, 2 s for an observation. */
  public static RedisSettings defaults() {
    return new RedisSettings(
        Duration.ofSeconds(1),
        Duration.ofSeconds(5),
        Duration.ofSeconds(2),
        false,
        Optional.empty());
  }
}
