package dev.slotwright.policy;

import java.time.Duration;

/**
 * How to change the number of shards in one direction.
 *
 * @param tolerance share of the target within which nothing happens, 0 to 1
 * @param stabilization how long the need must have stood: growing takes the smallest, shrinking the
 *     largest number proposed within it
 * @param cooldown since the last completed change in this direction
 * @param maxStep shards a single operation may add or remove, 1 or more
 */
public record ScaleRule(double tolerance, Duration stabilization, Duration cooldown, int maxStep) {}
