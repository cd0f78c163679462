package dev.slotwright.policy;

import java.time.Duration;

/**
 * Approval of plans in mode {@code Approve}.
 *
 * @param timeToLive how long an approval may wait to be used
 */
public record Approval(Duration timeToLive) {}
