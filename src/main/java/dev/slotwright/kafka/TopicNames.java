package dev.slotwright.kafka;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** {@code slotwright.topics.*}. */
@ConfigMapping(prefix = "slotwright.topics")
interface TopicNames {
  @WithDefault("slotwright.metrics")
  String metrics();

  @WithDefault("slotwright.events")
  String events();

  @WithDefault("slotwright.metrics.dlq")
  String deadLetters();
}
