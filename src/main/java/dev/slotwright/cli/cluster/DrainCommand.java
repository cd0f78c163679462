package dev.slotwright.cli.cluster;

import dev.slotwright.cluster.ClusterView;
import dev.slotwright.cluster.Node;
import dev.slotwright.cluster.NodeId;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code slotwright cluster drain --node ID}. */
@Command(
    name = "drain",
    description = "Moves all slots of a master to the others; it stays as an empty master.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class DrainCommand extends MoveWork {
  @Option(
      names = "--node",
      required = true,
      paramLabel = "ID",
      description = "The master: its id, the beginning of it, or HOST:PORT.")
  private String node;

  DrainCommand(ClusterAccess access, Terminal terminal) {
    super(access, terminal, true);
  }

  @Override
  MovePlan plan(ClusterAccess.Session session, ClusterView view) {
    Node leaving = NodeNames.master(view, "--node", node);
    return MovePlan.drained(
        view, session.redis(), leaving.id(), NodeNames.weights(view, moves().weights()));
  }

  @Override
  String purpose(MovePlan plan) {
    return "move all %s of %s away"
        .formatted(
            Amounts.counted(plan.slots().slotsMoved(), "slot"),
            NodeNames.text(NodeNames.master(plan.view(), "--node", node)));
  }

  /** Redis before 6.2 makes it a replica of whoever got its last slot, and its replicas, too. */
  @Override
  String next(MovePlan plan, ClusterView after) {
    NodeId id = NodeNames.master(plan.view(), "--node", node).id();
    Node empty = after.nodes().getOrDefault(id, plan.view().nodes().get(id));
    int replicas = after.replicasOf(id).size();
    return """
        %s owns no slot now. It is still a member%s%s.
        To take it out: CLUSTER FORGET %s on every other node within 60 s%s, then stop it.
        To keep it: `rebalance` gives it slots again.
        """
        .formatted(
            NodeNames.text(empty),
            empty.master().map(to -> ", as replica of " + NodeNames.text(after, to)).orElse(""),
            replicas == 0 ? "" : ", with " + Amounts.counted(replicas, "replica"),
            id,
            replicas == 0 ? "" : ", its replicas first");
  }
}
