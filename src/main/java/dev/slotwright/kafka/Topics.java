package dev.slotwright.kafka;

/** The names of the three topics. */
public record Topics(String metrics, String events, String deadLetters) {
  /** The names of the contract. */
  public static final Topics DEFAULTS =
      new Topics("slotwright.metrics", "slotwright.events", "slotwright.metrics.dlq");
}
