package dev.slotwright.policy;

import dev.slotwright.load.Signal;
import java.util.List;
import java.util.Map;

/**
 * How one cluster is to be scaled.
 *
 * @param name of the policy, unique among the files
 * @param hash of the file's content, hexadecimal: names this version in verdicts and events
 * @param cluster whom it is for
 * @param mode how far it may go
 * @param bounds limits on shards and replicas
 * @param signals targets by signal; at least one
 * @param scaleOut rules for growing
 * @param scaleIn rules for shrinking
 * @param preferRebalance whether a rebalance that would do is preferred to more shards
 * @param rebalance when and how evenly
 * @param schedules floors by time of day
 * @param missingData what to do without samples
 * @param guards what must hold before anything moves
 * @param execution how slots are moved
 * @param approval how long an approval holds
 * @param pause what is not to be done at all
 */
public record Policy(
    String name,
    String hash,
    ClusterRef cluster,
    Mode mode,
    Bounds bounds,
    Map<Signal, SignalTarget> signals,
    ScaleRule scaleOut,
    ScaleRule scaleIn,
    boolean preferRebalance,
    RebalanceRule rebalance,
    List<Schedule> schedules,
    MissingData missingData,
    Guards guards,
    Execution execution,
    Approval approval,
    Pause pause) {
  public Policy {
    signals = Map.copyOf(signals);
    schedules = List.copyOf(schedules);
    if (signals.isEmpty()) {
      throw new IllegalArgumentException("policy " + name + " has no signal: give memory.target");
    }
  }
}
