package dev.slotwright;

import io.quarkus.runtime.annotations.StaticInitSafe;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** {@code slotwright.collect.*}: what {@code slotwright collect} polls. */
@StaticInitSafe
@ConfigMapping(prefix = "slotwright.collect")
interface CollectorSettings {
  /** The cluster's name, as policies have it. */
  Optional<String> cluster();

  /** {@code HOST:PORT} of nodes to begin with. */
  Optional<List<String>> seeds();

  /** ACL user. */
  Optional<String> user();

  /** A file that holds the password; read at the start. */
  Optional<Path> passwordFile();

  /** Between two rounds. */
  @WithDefault("5s")
  Duration interval();
}
