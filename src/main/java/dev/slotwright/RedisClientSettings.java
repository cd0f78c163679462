package dev.slotwright;

import dev.slotwright.redis.RedisSettings;
import io.quarkus.runtime.annotations.StaticInitSafe;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** {@code slotwright.redis.*}: how nodes are reached. */
@StaticInitSafe
@ConfigMapping(prefix = "slotwright.redis")
interface RedisClientSettings {
  /** For TCP, TLS and AUTH together. */
  @WithDefault("1s")
  Duration connectTimeout();

  /** For one reply. */
  @WithDefault("5s")
  Duration commandTimeout();

  /** For everything that one observation asks of all nodes. */
  @WithDefault("2s")
  Duration observeTimeout();

  /** Whether nodes speak TLS. */
  @WithDefault("false")
  boolean tls();

  /** PEM file to trust. */
  Optional<Path> certificateAuthority();

  default RedisSettings settings() {
    return new RedisSettings(
        connectTimeout(), commandTimeout(), observeTimeout(), tls(), certificateAuthority());
  }
}
