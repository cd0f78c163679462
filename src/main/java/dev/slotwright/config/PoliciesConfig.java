package dev.slotwright.config;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;

/** Where policies are read from. */
@ConfigMapping(prefix = "slotwright.policies")
public interface PoliciesConfig {
  /** Directory of policy files, such as a mounted ConfigMap. */
  @WithDefault("/etc/slotwright/policies")
  Path directory();

  /** Time between two looks at the directory. */
  @WithDefault("2s")
  Duration interval();
}
