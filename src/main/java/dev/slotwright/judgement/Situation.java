package dev.slotwright.judgement;

import dev.slotwright.cluster.Observation;
import dev.slotwright.load.LoadWindow;
import dev.slotwright.load.SlotBytes;
import dev.slotwright.policy.Policy;
import java.time.Instant;
import java.util.Optional;

/**
 * All that a judgement is made from.
 *
 * @param policy in force
 * @param observation pods and nodes as they are
 * @param window samples of this cluster's nodes; only read
 * @param slotBytes memory by slot, reported or estimated
 * @param history what was done before
 * @param completeSince from when on every sample on the topic is in {@code window}; empty while
 *     that is not known
 * @param now the moment of the judgement
 */
public record Situation(
    Policy policy,
    Observation observation,
    LoadWindow window,
    SlotBytes slotBytes,
    History history,
    Optional<Instant> completeSince,
    Instant now) {}
