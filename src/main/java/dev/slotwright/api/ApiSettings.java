package dev.slotwright.api;

import io.smallrye.config.ConfigMapping;
import java.util.Optional;

/** {@code slotwright.api.*}. */
@ConfigMapping(prefix = "slotwright.api")
interface ApiSettings {
  /** What pause, resume and approve have to bring as {@code Authorization: Bearer}. */
  Optional<String> token();
}
