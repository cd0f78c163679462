package dev.slotwright.cli.cluster;

import dev.slotwright.cluster.ClusterView;
import dev.slotwright.cluster.Node;
import dev.slotwright.cluster.NodeId;
import dev.slotwright.cluster.SlotSet;
import dev.slotwright.control.RedisCluster;
import dev.slotwright.load.SlotBytes;
import dev.slotwright.plan.SlotBalancer;
import dev.slotwright.plan.SlotPlan;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A plan with what it was made from.
 *
 * @param view the cluster before
 * @param bytes of each slot
 * @param shares how much each master that takes part is to hold; 0 of those that give all away
 * @param slots the plan
 */
record MovePlan(ClusterView view, SlotBytes bytes, Map<NodeId, Double> shares, SlotPlan slots) {

  /** Every master that answers takes part; a share of 0 makes it give all away. */
  static MovePlan balanced(
      ClusterView view, RedisCluster redis, Map<NodeId, Double> weights, double tolerance) {
    Map<NodeId, Double> shares = new TreeMap<>();
    view.masters().stream()
        .filter(master -> view.report(master.id()).isPresent())
        .forEach(master -> shares.put(master.id(), weights.getOrDefault(master.id(), 1.0)));
    return of(view, redis.slotBytes(view), shares, tolerance, SlotBalancer::plan);
  }

  /**
   * Only {@code leaving} gives slots away, to masters that own some already, or have a weight.
   * Another one without slots was most likely drained before.
   */
  static MovePlan drained(
      ClusterView view, RedisCluster redis, NodeId leaving, Map<NodeId, Double> weights) {
    Map<NodeId, Double> shares = new TreeMap<>();
    for (Node master : view.masters()) {
      double usual = master.slots().isEmpty() ? 0 : 1;
      double share = weights.getOrDefault(master.id(), usual);
      if (share > 0 && view.report(master.id()).isPresent()) {
        shares.put(master.id(), share);
      }
    }
    shares.put(leaving, 0.0);
    return of(view, redis.slotBytes(view), shares, 1, SlotBalancer::evacuate);
  }

  private static MovePlan of(
      ClusterView view,
      SlotBytes bytes,
      Map<NodeId, Double> shares,
      double tolerance,
      Function<SlotBalancer.Request, SlotPlan> balancer) {
    Set<NodeId> draining =
        shares.keySet().stream().filter(id -> shares.get(id) == 0).collect(Collectors.toSet());
    if (draining.size() == shares.size()) {
      throw new InvalidInputException("no master would be left to take the slots");
    }
    Map<NodeId, SlotSet> owners = new HashMap<>();
    shares.keySet().forEach(id -> owners.put(id, view.nodes().get(id).slots()));
    Map<NodeId, Double> staying = new HashMap<>(shares);
    staying.keySet().removeAll(draining);
    return new MovePlan(
        view,
        bytes,
        shares,
        balancer.apply(
            new SlotBalancer.Request(owners, bytes, tolerance).drain(draining).weighted(staying)));
  }

  boolean isEmpty() {
    return slots.moves().isEmpty();
  }

  /** Masters that take part, by id. */
  List<Node> masters() {
    return shares.keySet().stream().map(view.nodes()::get).toList();
  }

  SlotSet before(NodeId master) {
    return view.nodes().get(master).slots();
  }

  SlotSet after(NodeId master) {
    return slots.owners().getOrDefault(master, SlotSet.EMPTY);
  }
}
