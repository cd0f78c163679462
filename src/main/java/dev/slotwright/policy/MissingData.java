package dev.slotwright.policy;

import java.time.Duration;

/**
 * What to do without samples.
 *
 * @param maxAge after which a node's newest sample is stale
 * @param minValidShardRatio share of shards that must have fresh samples, 0 to 1; below it neither
 *     scale-in nor rebalance, and growth only on a hard breach of the shards that are seen
 */
public record MissingData(Duration maxAge, double minValidShardRatio) {}
