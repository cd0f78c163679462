package dev.slotwright.operation;

import dev.slotwright.cluster.ClusterView;
import dev.slotwright.cluster.Node;
import dev.slotwright.cluster.NodeId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Makes nodes follow their masters, and waits until they are in sync; empty when they are. */
final class Attaching {
  private Attaching() {}

  /**
   * @param follow replica to master; a master that failed over meanwhile stands for its successor
   */
  static Optional<Progress> progress(ClusterView view, Map<NodeId, NodeId> follow) {
    List<Command> attachments = new ArrayList<>();
    String behind = null;
    for (Map.Entry<NodeId, NodeId> pair : new TreeMap<>(follow).entrySet()) {
      Optional<Node> replica = view.node(pair.getKey());
      Optional<Node> master = view.masterOf(pair.getValue());
      if (replica.isEmpty() || master.isEmpty() || replica.get().id().equals(master.get().id())) {
        // Gone, or promoted meanwhile: the shard is complete in another way.
        continue;
      }
      if (!master.get().healthy()) {
        return Optional.of(
            new Progress.Wait("master " + master.get().id().brief() + " does not answer"));
      }
      if (!replica.get().master().equals(Optional.of(master.get().id()))) {
        attachments.add(new Command.Attach(replica.get().id(), master.get().id()));
      } else if (!view.inSync(replica.get().id())) {
        behind = replica.get().id().brief();
      }
    }
    if (!attachments.isEmpty()) {
      return Optional.of(new Progress.Act(attachments));
    }
    return behind == null
        ? Optional.empty()
        : Optional.of(new Progress.Wait("waiting for replica " + behind + " to be in sync"));
  }
}
