package dev.slotwright.control;

import dev.slotwright.cluster.Observation;
import dev.slotwright.judgement.Verdict;
import dev.slotwright.load.ClusterLoad;
import dev.slotwright.load.SlotBytes;
import dev.slotwright.operation.ClusterState;
import dev.slotwright.operation.MoveStatus;
import dev.slotwright.policy.ClusterRef;
import dev.slotwright.policy.Policy;
import java.time.Instant;
import java.util.Optional;

/**
 * One cluster as its loop knows it, for people and metrics.
 *
 * @param cluster whom it is about
 * @param policy in force
 * @param leading whether this instance is in charge
 * @param observation the last one
 * @param load of each shard, as samples and policy have it
 * @param bytes memory of each slot's keys, when it was last asked for
 * @param state as kept; empty while this instance is not in charge
 * @param move what the slot mover is doing
 * @param moves what all orders of the mover have taken together
 * @param verdict the last one
 * @param judgedAt when that was
 * @param problem why the last pass could not be finished
 */
public record ClusterStatus(
    ClusterRef cluster,
    Optional<Policy> policy,
    boolean leading,
    Optional<Observation> observation,
    Optional<ClusterLoad> load,
    Optional<SlotBytes> bytes,
    Optional<ClusterState> state,
    MoveStatus move,
    MoveTotals moves,
    Optional<Verdict> verdict,
    Optional<Instant> judgedAt,
    Optional<String> problem) {}
