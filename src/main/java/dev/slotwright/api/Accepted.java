package dev.slotwright.api;

/**
 * A request that the control loop will meet at its next pass.
 *
 * @param action {@code pause}, {@code resume}, {@code approve} or {@code move-} and a pace
 * @param cluster of which
 * @param by whose request the audit event will name
 */
public record Accepted(String action, String cluster, String by) {}
