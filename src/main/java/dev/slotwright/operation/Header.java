package dev.slotwright.operation;

import dev.slotwright.policy.Execution;
import java.time.Instant;

/**
 * What every operation has.
 *
 * @param id unique within the cluster
 * @param startedAt when
 * @param fromShards before
 * @param toShards afterwards
 * @param replicasPerShard afterwards
 * @param podsBefore {@code spec.replicas} when it began
 * @param pods {@code spec.replicas} that the goal needs
 * @param execution how slots are moved
 * @param cause the deciding reason, in words
 */
public record Header(
    String id,
    Instant startedAt,
    int fromShards,
    int toShards,
    int replicasPerShard,
    int podsBefore,
    int pods,
    Execution execution,
    String cause) {}
