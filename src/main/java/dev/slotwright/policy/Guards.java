package dev.slotwright.policy;

import java.time.Duration;

/**
 * What must hold before slots move for a change that is not urgent.
 *
 * @param requireInSyncReplica every master has a replica in sync, where the policy wants replicas
 * @param clusterStateOk every node says {@code cluster_state:ok}
 * @param noOpenSlots nobody else is moving slots
 * @param noEvictionsFor no keys evicted within this time, for scale-in; zero switches it off
 */
public record Guards(
    boolean requireInSyncReplica,
    boolean clusterStateOk,
    boolean noOpenSlots,
    Duration noEvictionsFor) {}
