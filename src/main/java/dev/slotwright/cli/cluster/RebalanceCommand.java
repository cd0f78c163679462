package dev.slotwright.cli.cluster;

import dev.slotwright.cluster.ClusterView;
import picocli.CommandLine.Command;

/** {@code slotwright cluster rebalance}. */
@Command(
    name = "rebalance",
    description = "Gives every master its share of the bytes, masters without slots too.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
class RebalanceCommand extends MoveWork {
  RebalanceCommand(ClusterAccess access, Terminal terminal) {
    this(access, terminal, true);
  }

  RebalanceCommand(ClusterAccess access, Terminal terminal, boolean moves) {
    super(access, terminal, moves);
  }

  @Override
  MovePlan plan(ClusterAccess.Session session, ClusterView view) {
    return MovePlan.balanced(
        view, session.redis(), NodeNames.weights(view, moves().weights()), moves().tolerance());
  }

  @Override
  String purpose(MovePlan plan) {
    return "move " + Amounts.counted(plan.slots().slotsMoved(), "slot");
  }

  @Override
  String next(MovePlan plan, ClusterView after) {
    return "";
  }
}
