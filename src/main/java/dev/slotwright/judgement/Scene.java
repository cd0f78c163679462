package dev.slotwright.judgement;

import dev.slotwright.cluster.ClusterView;
import dev.slotwright.cluster.Node;
import dev.slotwright.cluster.NodeId;
import dev.slotwright.cluster.SlotSet;
import dev.slotwright.load.ClusterLoad;
import dev.slotwright.load.SlotBytes;
import dev.slotwright.policy.Policy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A situation with what every stage wants to know of it.
 *
 * @param owners masters that own slots, by id
 * @param meter reads the window at any moment
 * @param measured the owners, to be read by {@code meter}
 * @param load at {@code now}
 * @param demand for this number of shards
 * @param votes on {@code load}
 */
record Scene(
    Situation situation,
    List<Node> owners,
    LoadMeter meter,
    List<LoadMeter.Measured> measured,
    ClusterLoad load,
    Demand demand,
    List<Vote> votes) {

  static Scene of(Situation situation) {
    ClusterView view = situation.observation().view();
    List<Node> owners = view.owners();
    LoadMeter meter = new LoadMeter(situation.policy(), situation.window());
    List<LoadMeter.Measured> measured = meter.measured(view, owners);
    ClusterLoad load = meter.read(measured, situation.now());
    Demand demand = new Demand(situation.policy(), owners.size());
    return new Scene(situation, owners, meter, measured, load, demand, demand.votes(load));
  }

  Policy policy() {
    return situation.policy();
  }

  Instant now() {
    return situation.now();
  }

  /** Slots by the master that owns them today. */
  Map<NodeId, SlotSet> ownersNow() {
    return owners.stream()
        .collect(Collectors.toMap(Node::id, Node::slots, (a, b) -> a, TreeMap::new));
  }

  /** Sum over all slots that have an owner. */
  long bytes(SlotBytes weights) {
    return owners.stream().mapToLong(master -> weights.total(master.slots())).sum();
  }

  /** As it was at a moment, with the largest values of the {@code stretch} before it. */
  ClusterLoad loadAt(Instant moment, Duration stretch) {
    return meter.read(measured, moment, stretch);
  }

  String why(Vote vote) {
    return demand.why(vote, load);
  }

  /** Share of the shards whose signals are all fresh. */
  double validRatio() {
    return owners.isEmpty() ? 0 : (double) load.fresh(policy().signals().keySet()) / owners.size();
  }
}
