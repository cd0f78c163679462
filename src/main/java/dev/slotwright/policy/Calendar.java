package dev.slotwright.policy;

import java.time.Instant;

/** Tells whether a moment is within a recurring period. Implemented where cron is understood. */
@FunctionalInterface
public interface Calendar {
  boolean covers(Instant moment);
}
