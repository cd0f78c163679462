package dev.slotwright.operation;

import dev.slotwright.cluster.ClusterView;
import dev.slotwright.cluster.Node;
import dev.slotwright.cluster.NodeId;
import dev.slotwright.cluster.Observation;
import dev.slotwright.cluster.PodSet;
import dev.slotwright.cluster.SlotSet;
import dev.slotwright.plan.GrowLayout;
import dev.slotwright.plan.SlotBalancer;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Adds shards: pods, then members, then roles, then slots; pods that nobody needs go again.
 *
 * @param header what every operation has
 * @param tolerance share of the mean within which the shards are to end
 * @param layout who becomes what, once the pods have joined
 * @param owners the final owner of every slot, once the roles are taken
 */
public record ScaleOut(
    Header header, double tolerance, Optional<Layout> layout, Optional<Map<NodeId, SlotSet>> owners)
    implements Operation {

  /**
   * Who becomes what.
   *
   * @param masters all masters, old and new
   * @param follow replica to master
   * @param at when all nodes knew each other: from then on clients can learn of the new ones
   */
  public record Layout(Set<NodeId> masters, Map<NodeId, NodeId> follow, Instant at) {
    public Layout {
      masters = Set.copyOf(masters);
      follow = Map.copyOf(follow);
    }
  }

  @Override
  public Progress progress(Sight sight) {
    Observation seen = sight.observation();
    Optional<Progress> joining = Joining.progress(seen, header.pods());
    if (joining.isPresent()) {
      return joining.get();
    }
    if (layout.isEmpty()) {
      GrowLayout decided = GrowLayout.of(seen, header.toShards(), header.replicasPerShard());
      if (decided.masters().size() < header.toShards()) {
        return new Progress.GiveUp("there are not enough empty nodes for the new masters");
      }
      Layout roles = new Layout(decided.masters(), decided.follow(), seen.at());
      return new Progress.Decided(new ScaleOut(header, tolerance, Optional.of(roles), owners));
    }
    Optional<Progress> attaching = Attaching.progress(seen.view(), layout.get().follow());
    if (attaching.isPresent()) {
      return attaching.get();
    }
    if (owners.isEmpty()) {
      return plan(sight, layout.get());
    }
    Instant from = layout.get().at().plus(header.execution().clientRefresh());
    if (seen.at().isBefore(from)) {
      return new Progress.Rest("giving clients time to learn of the new nodes", from);
    }
    return Moving.progress(header, sight, owners.get())
        .or(() -> surplus(seen))
        .orElseGet(Progress.Done::new);
  }

  /**
   * Pods that somebody else added meanwhile go again, where each is seen blank. Others stay, and so
   * do their claims: what is in them is not ours.
   */
  private Optional<Progress> surplus(Observation seen) {
    PodSet pods = seen.pods();
    Set<String> blank =
        seen.view().newcomers().stream()
            .map(newcomer -> newcomer.asked().host())
            .collect(Collectors.toSet());
    boolean unused =
        seen.view().nodes().size() <= header.pods()
            && pods.beyond(header.pods()).stream()
                .allMatch(pod -> pod.ip().filter(blank::contains).isPresent());
    return pods.desired() > header.pods() && unused
        ? Optional.of(Progress.act(new Command.Shrink(header.pods(), pods.resourceVersion())))
        : Optional.empty();
  }

  private Progress plan(Sight sight, Layout roles) {
    ClusterView view = sight.observation().view();
    if (!view.stateOk()) {
      return new Progress.Wait("waiting until every node says cluster_state:ok");
    }
    Map<NodeId, SlotSet> current =
        roles.masters().stream()
            .flatMap(id -> view.masterOf(id).stream())
            .distinct()
            .collect(Collectors.toMap(Node::id, Node::slots));
    if (current.size() < roles.masters().size()) {
      return new Progress.GiveUp("a master that was to receive slots is gone");
    }
    Map<NodeId, SlotSet> decided =
        SlotBalancer.plan(
                new SlotBalancer.Request(
                    current, Set.of(), sight.bytes(), tolerance, Long.MAX_VALUE))
            .owners();
    return new Progress.Decided(new ScaleOut(header, tolerance, layout, Optional.of(decided)));
  }
}
