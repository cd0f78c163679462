package dev.slotwright.judgement;

import dev.slotwright.cluster.Node;
import dev.slotwright.cluster.NodeId;
import dev.slotwright.cluster.SlotSet;
import dev.slotwright.load.ClusterLoad;
import dev.slotwright.load.SlotBytes;
import dev.slotwright.policy.Policy;
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
 * @param load at {@code now}
 * @param demand for this number of shards
 */
record Scene(
    Situation situation, List<Node> owners, LoadMeter meter, ClusterLoad load, Demand demand) {

  static Scene of(Situation situation) {
    List<Node> owners = situation.observation().view().owners();
    LoadMeter meter = new LoadMeter(situation.policy(), situation.window());
    return new Scene(
        situation,
        owners,
        meter,
        meter.read(situation.observation().view(), situation.now()),
        new Demand(situation.policy(), owners.size()));
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

  ClusterLoad loadAt(Instant moment) {
    return meter.read(situation.observation().view(), moment);
  }

  /** Share of the shards whose signals are all fresh. */
  double validRatio() {
    return owners.isEmpty() ? 0 : (double) load.fresh(policy().signals().keySet()) / owners.size();
  }
}
