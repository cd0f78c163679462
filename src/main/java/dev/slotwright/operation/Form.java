package dev.slotwright.operation;

import dev.slotwright.cluster.ClusterView;
import dev.slotwright.cluster.Node;
import dev.slotwright.cluster.NodeId;
import dev.slotwright.cluster.Observation;
import dev.slotwright.cluster.SlotSet;
import dev.slotwright.plan.FormLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Makes a cluster out of blank nodes. Begun only when every node is blank; gone on with after a
 * restart because the layout was kept before the first node was touched.
 *
 * @param header what every operation has
 * @param layout who becomes what, once it was decided
 */
public record Form(Header header, Optional<Layout> layout) implements Operation {

  /**
   * Who becomes what.
   *
   * @param masters the slots of each
   * @param follow replica to master
   */
  public record Layout(Map<NodeId, SlotSet> masters, Map<NodeId, NodeId> follow) {
    public Layout {
      masters = Map.copyOf(masters);
      follow = Map.copyOf(follow);
    }
  }

  @Override
  public Progress progress(Sight sight) {
    Observation seen = sight.observation();
    Optional<Progress> pods = Joining.pods(seen.pods(), header.pods());
    if (pods.isPresent()) {
      return pods.get();
    }
    if (layout.isEmpty()) {
      return decide(seen);
    }
    return Joining.progress(seen, header.pods())
        .or(() -> gone(seen.view(), layout.get()))
        .or(() -> slots(seen.view(), layout.get().masters()))
        .or(() -> Attaching.progress(seen.view(), layout.get().follow()))
        .or(() -> healthy(seen.view()))
        .orElseGet(Progress.Done::new);
  }

  private Progress decide(Observation seen) {
    if (!seen.view().nodes().isEmpty() || !seen.view().foreign().isEmpty()) {
      return new Progress.GiveUp("not every node is blank: no cluster is formed over data");
    }
    boolean everyPod =
        seen.view().unreachable().isEmpty()
            && seen.pods().pods().stream()
                .allMatch(pod -> pod.ip().isPresent() && seen.nodeIn(pod).isPresent());
    if (!everyPod || seen.view().newcomers().size() < header.pods()) {
      return new Progress.Wait("waiting for an answer of Redis in every pod");
    }
    FormLayout decided = FormLayout.of(seen, header.toShards(), header.replicasPerShard());
    return new Progress.Decided(
        new Form(header, Optional.of(new Layout(decided.masters(), decided.follow()))));
  }

  /** A pod was made anew in the middle: its node has another name than the one that was decided. */
  private static Optional<Progress> gone(ClusterView view, Layout decided) {
    return Stream.concat(decided.masters().keySet().stream(), decided.follow().keySet().stream())
        .filter(id -> view.node(id).isEmpty())
        .findFirst()
        .map(
            id ->
                new Progress.Wait(
                    "node "
                        + id.brief()
                        + " is gone since the layout was decided: CLUSTER RESET HARD on every node,"
                        + " all are still empty, lets it begin anew"));
  }

  private static Optional<Progress> slots(ClusterView view, Map<NodeId, SlotSet> masters) {
    List<Command> commands = new ArrayList<>();
    SlotSet free = SlotSet.ALL.minus(view.assigned());
    for (Map.Entry<NodeId, SlotSet> entry : new TreeMap<>(masters).entrySet()) {
      SlotSet missing = entry.getValue().intersect(free);
      Optional<NodeId> master = view.masterOf(entry.getKey()).map(Node::id);
      if (!missing.isEmpty() && master.isPresent()) {
        commands.add(new Command.AddSlots(master.get(), missing));
      }
    }
    return commands.isEmpty() ? Optional.empty() : Optional.of(new Progress.Act(commands));
  }

  private static Optional<Progress> healthy(ClusterView view) {
    return view.stateOk() && view.disagreements().isEmpty()
        ? Optional.empty()
        : Optional.of(new Progress.Wait("waiting until every node says cluster_state:ok"));
  }
}
