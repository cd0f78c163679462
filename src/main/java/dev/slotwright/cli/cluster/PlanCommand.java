package dev.slotwright.cli.cluster;

import picocli.CommandLine.Command;

/** {@code slotwright cluster plan}: what {@code rebalance} would do. */
@Command(
    name = "plan",
    description = "Shows what rebalance would do, and does nothing.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class PlanCommand extends RebalanceCommand {
  PlanCommand(ClusterAccess access, Terminal terminal) {
    super(access, terminal, false);
  }
}
