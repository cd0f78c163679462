package dev.slotwright.api;

import io.smallrye.config.ConfigMapping;
import java.util.Optional;

/** {@code slotwright.api.*}. */
@ConfigMapping(prefix = "slotwright.api")
interface ApiSettings {
  /** What pause, resume and approve have to bring as {@code Authorization: Bearer}. */
  Optional<String> token();

  /** The token without white space around it; a blank one is none. */
  default Optional<String> secret() {
    return token().map(String::strip).filter(text -> !text.isEmpty());
  }
}
